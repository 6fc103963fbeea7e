package org.wardflow.proof;

import java.nio.file.Path;
import java.util.Objects;

/** Where the sources lie. Maven runs the tests in the module's folder. */
public final class Repository {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent(), "run in a module's folder");

    private Repository() {}

    /** The repository's folder. */
    public static Path root() {
        return ROOT;
    }

    /** A file below it. */
    public static Path file(String path) {
        return ROOT.resolve(path);
    }
}
