package org.wardflow.app.home;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Whole folders. */
public final class Folders {
    private Folders() {}

    /** What was there keeps its permissions; a new folder is its owner's alone, where the file system knows owners. */
    public static void createPrivately(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker; if it is no folder, the first write into it will say so.
            return;
        }
        PosixFileAttributeView owned = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (owned != null) {
            owned.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Where a path leads without links; what is not there yet lies where it is named. */
    public static Path real(Path path) throws IOException {
        Path named = path.toAbsolutePath().normalize();
        Path parent = named.getParent();
        return Files.exists(named) || parent == null
                ? named.toRealPath()
                : real(parent).resolve(parent.relativize(named));
    }

    /** As {@link #delete}, if there is anything. */
    public static void deleteIfThere(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            delete(path);
        }
    }

    /** Deletes a file, or a folder and all in it; follows no link. */
    public static void delete(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
