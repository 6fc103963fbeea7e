package org.wardflow.warehouse.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
final class FileTree {
    private FileTree() {}

    /** Deletes it, if it is there. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            for (Path path : all(tree)) {
                Files.delete(path);
            }
        }
    }

    /** Has the disk keep all of it: content and names. */
    static void forceAll(Path tree) throws IOException {
        for (Path path : all(tree)) {
            if (!Files.isSymbolicLink(path)) {
                force(path);
            }
        }
    }

    /** Has the disk keep a file's content, or the names in a folder. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What is in a folder before the folder. */
    private static List<Path> all(Path tree) throws IOException {
        try (Stream<Path> walk = Files.walk(tree)) {
            return walk.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
