package org.wardflow.flow.contract.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** A place in a YAML document that knows its path, and collects what is wrong instead of stopping at the first. */
public final class YamlNode {
    private final String path;
    private final @Nullable Object value;
    private final List<String> problems;

    YamlNode(String path, @Nullable Object value, List<String> problems) {
        this.path = path;
        this.value = value;
        this.problems = problems;
    }

    /**
     * Reads a document; CONTRACT_INVALID with line and column if it is no YAML.
     *
     * @param file its name in messages
     */
    public static YamlNode document(String file, String text) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new YamlNode("", new Yaml(new SafeConstructor(options)).load(text), new ArrayList<>());
        } catch (YAMLException e) {
            throw new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "A file of the content cannot be used",
                    file + problem(e, text),
                    "correct the file; docs/models.md says what may stand in it",
                    e);
        }
    }

    /** One line: the parser's own message shows the text around the place, and points at it from below. */
    private static String problem(YAMLException e, String text) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return place(mark.getLine(), mark.getColumn()) + marked.getProblem();
        }
        if (e instanceof ReaderException) {
            // The position that it knows is one in its buffer.
            String before = text.codePoints()
                    .takeWhile(StreamReader::isPrintable)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            int line = (int) before.chars().filter(c -> c == '\n').count();
            return place(line, before.length() - before.lastIndexOf('\n') - 1) + "a control character";
        }
        return ": not readable as YAML: " + String.valueOf(e.getMessage()).replace("\n", " ");
    }

    private static String place(int line, int column) {
        return ":" + (line + 1) + ":" + (column + 1) + ": not readable as YAML: ";
    }

    /** Throws IllegalArgumentException with every problem found so far. */
    public void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    List<String> problems() {
        return problems;
    }

    Optional<Object> raw() {
        return Optional.ofNullable(value);
    }

    public boolean isPresent() {
        return value != null;
    }

    public void problem(String text) {
        problems.add((path.isEmpty() ? "document" : path) + ": " + text);
    }

    public YamlNode at(String name) {
        String below = path.isEmpty() ? name : path + "." + name;
        if (value != null && !(value instanceof Map)) {
            problem("must be a mapping");
            return new YamlNode(below, null, new ArrayList<>());
        }
        return new YamlNode(below, value == null ? null : ((Map<?, ?>) value).get(name), problems);
    }

    /** Complains about names that nobody reads: they are usually misspelled. */
    public void allowOnly(List<String> names) {
        if (value instanceof Map<?, ?> map) {
            map.keySet().stream()
                    .map(String::valueOf)
                    .filter(name -> !names.contains(name))
                    .forEach(name -> problem("unknown name " + name + ", known are " + names));
        }
    }

    public List<YamlNode> list() {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            problem("must be a list");
            return List.of();
        }
        List<YamlNode> nodes = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            nodes.add(new YamlNode(path + "[" + i + "]", items.get(i), problems));
        }
        return nodes;
    }

    /** The values of a mapping by name. */
    public Map<String, YamlNode> children() {
        Map<String, YamlNode> children = new LinkedHashMap<>();
        texts().keySet().forEach(name -> children.put(name, at(name)));
        return children;
    }

    public Map<String, String> texts() {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            problem("must be a mapping");
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }

    public Optional<String> optionalText() {
        if (value instanceof Map || value instanceof List) {
            problem("must be a text");
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(String::valueOf);
    }

    public String text() {
        Optional<String> text = optionalText();
        if (text.isEmpty() && value == null) {
            problem("is missing");
        }
        return text.orElse("");
    }

    public boolean flag() {
        if (value != null && !(value instanceof Boolean)) {
            problem("must be true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    public long number() {
        if (value instanceof Number number) {
            return number.longValue();
        }
        problem(value == null ? "is missing" : "must be a number");
        return 0;
    }

    /** One of an enum's words, in any case; the fallback if absent or unknown. */
    public <E extends Enum<E>> E word(Class<E> type, @Nullable E fallback) {
        List<E> words = List.of(type.getEnumConstants());
        E first = fallback == null ? words.get(0) : fallback;
        if (value == null) {
            if (fallback == null) {
                problem("is missing");
            }
            return first;
        }
        String found = String.valueOf(value).toUpperCase(Locale.ROOT);
        for (E word : words) {
            if (word.name().equals(found)) {
                return word;
            }
        }
        problem("is " + value + ", known are " + words.toString().toLowerCase(Locale.ROOT));
        return first;
    }
}
