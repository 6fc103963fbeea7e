package org.wardflow.lake;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.wardflow.lake.internal.WriterLock;

/**
 * All that the lake does to a disk or an object store, so that a test can fail each step of it. What a method has written when it
 * returns survives a loss of power. A {@link Path} is a name here, of whatever file system: it is not handed to
 * {@code java.nio.file.Files}. Safe for all threads.
 */
public interface FileIo {
    /** The whole file; {@link NoSuchFileException} if there is none. */
    byte[] read(Path file) throws IOException;

    /** Random access for reading; {@link NoSuchFileException} if there is none. */
    SeekableByteChannel open(Path file) throws IOException;

    /** The files and folders in a folder, by name; empty if there is no such folder. Temporary files are left out. */
    List<Entry> list(Path folder) throws IOException;

    /** What is at a path, if anything. */
    Optional<Entry> find(Path path) throws IOException;

    /**
     * Creates a file with its whole content or not at all; {@link FileAlreadyExistsException} if it exists. After another
     * {@link IOException} the file may or may not exist, but never in part; it may still come if {@link #mayFinishLate}.
     */
    void writeNew(Path file, byte[] content) throws IOException;

    /** Whether a write that failed may yet be carried out, as by a store whose answer, not its work, failed to come in time. */
    default boolean mayFinishLate() {
        return false;
    }

    /** Creates or replaces a file, readers seeing the old or the new content, never a mixture. */
    void replace(Path file, byte[] content) throws IOException;

    /** Forces the content of a file that an engine wrote to disk, and says what it is. */
    Prepared prepare(Path staged) throws IOException;

    /**
     * Moves a file that is {@link #prepare prepared} to its place on the same file system. The name is durable after {@link
     * #syncFolder} of the target's folder.
     */
    void takeIn(Path staged, Path target) throws IOException;

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** Creates a folder and its parents, durably; does nothing if it exists. */
    void createFolder(Path folder) throws IOException;

    /** Gives a folder, with all in it, a free name on the same file system, durably. */
    void rename(Path folder, Path target) throws IOException;

    /** Deletes a file or an empty folder; false if there was none. */
    boolean delete(Path path) throws IOException;

    /** Deletes temporary files that a crash left in a folder, last written before the given time. Returns how many. */
    int deleteTemporary(Path folder, long beforeMillis) throws IOException;

    /** SHA-256 of a file's content, in lower-case hex. */
    String digest(Path file) throws IOException;

    /**
     * Makes the caller the one writer of a lake, until closed; HOME_LOCKED if there is one.
     *
     * @param root the lake's folder, which exists
     */
    default Held lock(Path root) {
        return WriterLock.take(root);
    }

    /** Being the writer. */
    interface Held extends AutoCloseable {
        /** Lets another writer in. */
        @Override
        void close();
    }

    /**
     * A file or folder.
     *
     * @param modifiedMillis by the file system's clock, since the epoch
     */
    record Entry(Path path, long bytes, long modifiedMillis, boolean folder) {
        /** The last part of the path. */
        public String name() {
            return String.valueOf(path.getFileName());
        }
    }

    /**
     * The content of a file that is durable.
     *
     * @param digest SHA-256 in lower-case hex
     */
    record Prepared(String digest, long bytes) {}
}
