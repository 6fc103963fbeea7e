package org.wardflow.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The single steps by which {@link LocalFileIo} changes a disk: a power cut undoes what was not forced, in whole or in part, and a
 * test can take each one away.
 */
interface Volume {
    /** Creates a file with a content, neither of them forced; what a failure leaves is the caller's to delete. */
    void write(Path newFile, byte[] content) throws IOException;

    /** Makes a file's content durable. */
    void force(Path file) throws IOException;

    /** Creates a file with a content and makes that durable; to open it once is enough. */
    default void writeForced(Path newFile, byte[] content) throws IOException {
        write(newFile, content);
        force(newFile);
    }

    /** Makes the names in a folder durable. */
    void forceFolder(Path folder) throws IOException;

    /** Gives a file a further name; {@link java.nio.file.FileAlreadyExistsException} if that is taken. */
    void link(Path name, Path existing) throws IOException;

    /** Renames a file or folder, replacing a file of the new name, at once or not at all. */
    void move(Path from, Path to) throws IOException;

    /** Creates a folder whose parent exists. */
    void createFolder(Path folder) throws IOException;

    /** Deletes a file or an empty folder; false if there was none. */
    boolean delete(Path path) throws IOException;

    /** The disk of this machine. */
    final class Local implements Volume {
        /** Windows cannot force a folder; there the rename itself is journaled. */
        private static final boolean FOLDERS_CAN_BE_FORCED =
                !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

        @Override
        public void write(Path newFile, byte[] content) throws IOException {
            write(newFile, content, false);
        }

        @Override
        public void writeForced(Path newFile, byte[] content) throws IOException {
            write(newFile, content, true);
        }

        private static void write(Path newFile, byte[] content, boolean forced) throws IOException {
            try (FileChannel channel =
                    FileChannel.open(newFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                if (forced) {
                    channel.force(true);
                }
            }
        }

        @Override
        public void force(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            if (FOLDERS_CAN_BE_FORCED) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }

        @Override
        public void link(Path name, Path existing) throws IOException {
            Files.createLink(name, existing);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void createFolder(Path folder) throws IOException {
            Files.createDirectories(folder);
        }

        @Override
        public boolean delete(Path path) throws IOException {
            return Files.deleteIfExists(path);
        }
    }
}
