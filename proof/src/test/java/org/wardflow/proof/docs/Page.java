package org.wardflow.proof.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wardflow.proof.Repository;

/** A page of documentation. With {@code -Ddocs.update=true} a generated one is rewritten rather than compared. */
record Page(Path file) {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static Page of(String path) {
        return new Page(Repository.file(path));
    }

    /** All pages: those of the repository's folder and of {@code docs}. */
    static List<Page> all() throws IOException {
        try (Stream<Path> top = Files.list(Repository.root());
                Stream<Path> docs = Files.walk(Repository.file("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::new)
                    .toList();
        }
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** Compares the whole page with a fresh generation. */
    void isExactly(String fresh) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(file, fresh);
        }
        assertThat(file).as("run again with -Ddocs.update=true").exists();
        assertThat(text()).as("%s: run again with -Ddocs.update=true", file).isEqualTo(fresh);
    }

    /** Compares what stands between {@code <!-- generated: name … -->} and {@code <!-- end -->}. */
    void holds(String name, String fresh) throws IOException {
        Matcher region = Pattern.compile("(?s)(<!-- generated: " + name + "\\b[^\\n]*\\n)(.*?)(<!-- end -->)")
                .matcher(text());
        assertThat(region.find()).as("%s has a region %s", file, name).isTrue();
        isExactly(new StringBuilder(text())
                .replace(region.start(2), region.end(2), fresh)
                .toString());
    }

    /** The relative links whose file or heading does not exist. */
    List<String> deadLinks() throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(withoutCode(text()));
        while (link.find()) {
            String target = link.group(1);
            if (target.contains("://") || target.startsWith("mailto:")) {
                continue;
            }
            int hash = target.indexOf('#');
            Path other = hash == 0 ? file : file.resolveSibling(hash < 0 ? target : target.substring(0, hash));
            if (!Files.exists(other)
                    || (hash >= 0 && !new Page(other).anchors().contains(target.substring(hash + 1)))) {
                dead.add(file.getFileName() + " → " + target);
            }
        }
        return dead;
    }

    private List<String> anchors() throws IOException {
        return HEADING.matcher(text().replaceAll("(?s)```.*?```", ""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\\n]*`", "");
    }
}
