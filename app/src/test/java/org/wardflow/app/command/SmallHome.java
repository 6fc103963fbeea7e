package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.wardflow.app.home.Folders;

/** A home with two simulated days in it, made once a test class and copied for each damage. */
final class SmallHome {
    private final Path folder;

    private SmallHome(Path folder) {
        this.folder = folder;
    }

    static SmallHome make(Path folder) {
        SmallHome made = new SmallHome(folder);
        Session session = new Session(made.original());
        assertThat(session.run(
                                "simulate",
                                "--seed",
                                "3",
                                "--days",
                                "2",
                                "--hospitals",
                                "1",
                                "--out",
                                made.truth().toString())
                        .err())
                .isEmpty();
        assertThat(session.run("ingest", "--simulated", made.truth().toString()).exitCode())
                .isZero();
        assertThat(session.run("run").err()).isEmpty();
        return made;
    }

    Path truth() {
        return folder.resolve("truth");
    }

    private Path original() {
        return folder.resolve("original");
    }

    /** A fresh copy. */
    Path copy(String name) {
        Path copy = folder.resolve(name);
        try {
            Folders.deleteIfThere(copy);
            List<Path> paths;
            try (Stream<Path> all = Files.walk(original())) {
                paths = all.toList();
            }
            for (Path path : paths) {
                Files.copy(path, copy.resolve(original().relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** The newest file of a table, by name. */
    static Path newest(Path home, String path, String ending) {
        try (Stream<Path> files = Files.list(home.resolve("lake").resolve(path))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .max(Path::compareTo)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files under a folder of the home, relative to it, sorted. */
    static List<String> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void flip(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
