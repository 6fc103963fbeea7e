package org.wardflow.proof.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.proof.Repository;

/** Sizes and names of sources, main and test, which bytecode does not show. */
class SourceTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;

    private static final Pattern TEST = Pattern.compile("\n    @(Test|TestFactory|ParameterizedTest|RepeatedTest)\\b");

    /** What is larger, and why it must be. */
    private static final Map<String, String> EXCEPTIONS = Map.of();

    @Test
    void noFileAndNoMethodIsTooLong() throws IOException {
        List<String> tooLong = tooLong(sources());
        assertThat(tooLong.stream().filter(found -> !EXCEPTIONS.containsKey(found.split(":", 2)[0])))
                .as("split it, or name it in EXCEPTIONS with the reason")
                .isEmpty();
        assertThat(EXCEPTIONS.keySet())
                .as("exceptions still needed")
                .allSatisfy(name -> assertThat(tooLong).anyMatch(found -> found.startsWith(name + ":")));
    }

    @Test
    void aLongFileAndALongMethodAreFound() throws IOException {
        String longMethod = "class Long {\n void run() {\n" + "  run();\n".repeat(METHOD_LINES_MAX) + " }\n}\n";
        Path file = Files.writeString(Files.createTempDirectory("source").resolve("Long.java"), longMethod);
        assertThat(tooLong(List.of(file))).containsExactly("Long.run: 62 lines, at most 60");
        Files.writeString(file, "class Long {}\n" + "// more\n".repeat(FILE_LINES_MAX));
        assertThat(tooLong(List.of(file))).containsExactly("Long.java: 401 lines, at most 400");
    }

    @Test
    void everyClassWithTestsIsNamedSoThatItRuns() throws IOException {
        for (Path source : sources()) {
            String text = Files.readString(source);
            // What is abstract runs by those that extend it.
            boolean runs = TEST.matcher(text).find() && !text.contains("public abstract class");
            if (source.toString().contains("/src/test/") && runs) {
                assertThat(source.getFileName().toString()).endsWith("Test.java");
            }
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.root())) {
            return files.filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> tooLong(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = Path.of(unit.getSourceFile().toUri());
                long lines = Files.readString(file).lines().count();
                if (lines > FILE_LINES_MAX) {
                    found.add("%s: %s lines, at most %s".formatted(file.getFileName(), lines, FILE_LINES_MAX));
                }
                new Methods(unit, positions, found).scan(unit, "");
            }
        }
        return found;
    }

    /** Collects methods that are too long; the parameter is the class around. */
    private static final class Methods extends TreeScanner<@Nullable Void, String> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        Methods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, String around) {
            return super.visitClass(type, type.getSimpleName().toString());
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, String around) {
            long lines =
                    line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
            if (method.getBody() != null && lines > METHOD_LINES_MAX) {
                found.add("%s.%s: %s lines, at most %s".formatted(around, method.getName(), lines, METHOD_LINES_MAX));
            }
            return super.visitMethod(method, around);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
