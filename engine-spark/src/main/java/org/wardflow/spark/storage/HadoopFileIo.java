package org.wardflow.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.wardflow.core.Sha256;
import org.wardflow.core.WallClock;
import org.wardflow.lake.FileIo;

/**
 * An object store, by Hadoop's file system for it. What a request has written is durable when it is answered, so nothing is forced.
 * A folder is what names begin with.
 */
final class HadoopFileIo implements FileIo {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileSystem store;
    private final Creation creation;
    private final Redaction redaction;
    private volatile boolean fenced;
    private volatile OptionalLong writableUntil = OptionalLong.empty();

    HadoopFileIo(FileSystem store, Creation creation) {
        this.store = store;
        this.creation = creation;
        this.redaction = Redaction.of(store.getConf());
    }

    /** From now on nothing is written: another writer has taken over. */
    void fence() {
        fenced = true;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return told(file, () -> {
            try (FSDataInputStream in = store.open(hadoop(file))) {
                return in.readAllBytes();
            }
        });
    }

    @Override
    public SeekableByteChannel open(Path file) throws IOException {
        return told(file, () -> {
            FileStatus found = store.getFileStatus(hadoop(file));
            return new ObjectChannel(store.open(found.getPath()), found.getLen());
        });
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        return statuses(folder).stream()
                .map(status -> entry(folder.resolve(status.getPath().getName()), status))
                .filter(entry -> !entry.name().startsWith(Creation.TEMPORARY))
                .sorted(Comparator.comparing(Entry::name))
                .toList();
    }

    @Override
    public Optional<Entry> find(Path path) throws IOException {
        try {
            return Optional.of(told(path, () -> entry(path, store.getFileStatus(hadoop(path)))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        requireWriter();
        told(file, () -> {
            creation.create(store, hadoop(file), content);
            return true;
        });
    }

    @Override
    public boolean mayFinishLate() {
        return true;
    }

    /**
     * Writes over an object that is there and stays there, also while a lease is overdue, which is renewed by this: a reader may find less than
     * the content for a moment, never no object.
     */
    void overwrite(Path file, byte[] content) throws IOException {
        requireUnfenced();
        told(file, () -> {
            Creation.write(store.create(hadoop(file), true), content);
            return true;
        });
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        requireWriter();
        told(file, () -> {
            creation.replace(store, hadoop(file), content);
            return true;
        });
    }

    @Override
    public Prepared prepare(Path staged) throws IOException {
        String digest = digest(staged);
        long bytes = find(staged)
                .orElseThrow(() -> new NoSuchFileException(staged.toString()))
                .bytes();
        return new Prepared(digest, bytes);
    }

    /** The store renames, or copies and deletes, by itself: no byte comes here. */
    @Override
    public void takeIn(Path staged, Path target) throws IOException {
        move(staged, target);
    }

    @Override
    public void syncFolder(Path folder) {
        // Nothing is left to do.
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        requireWriter();
        told(folder, () -> store.mkdirs(hadoop(folder)));
    }

    /** In S3 one object after the other. */
    @Override
    public void rename(Path folder, Path target) throws IOException {
        move(folder, target);
    }

    private void move(Path from, Path to) throws IOException {
        requireWriter();
        boolean moved = told(from, () -> store.rename(hadoop(from), hadoop(to)));
        if (!moved) {
            throw new IOException("The store does not rename " + from + " to " + to);
        }
    }

    @Override
    public boolean delete(Path path) throws IOException {
        requireWriter();
        return told(path, () -> store.delete(hadoop(path), false));
    }

    @Override
    public int deleteTemporary(Path folder, long beforeMillis) throws IOException {
        requireWriter();
        int deleted = 0;
        for (FileStatus status : statuses(folder)) {
            boolean left = status.getPath().getName().startsWith(Creation.TEMPORARY)
                    && status.getModificationTime() < beforeMillis;
            if (left && store.delete(status.getPath(), false)) {
                deleted++;
            }
        }
        return deleted;
    }

    @Override
    public String digest(Path file) throws IOException {
        MessageDigest sha = Sha256.digest();
        return told(file, () -> {
            try (InputStream in = store.open(hadoop(file))) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    sha.update(buffer, 0, read);
                }
            }
            return Sha256.finish(sha);
        });
    }

    @Override
    public Held lock(Path root) {
        return Lease.take(this, root);
    }

    private List<FileStatus> statuses(Path folder) throws IOException {
        try {
            return told(folder, () -> {
                List<FileStatus> found = new ArrayList<>();
                var statuses = store.listStatusIterator(hadoop(folder));
                while (statuses.hasNext()) {
                    found.add(statuses.next());
                }
                return found;
            });
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Entry entry(Path path, FileStatus status) {
        return new Entry(path, status.getLen(), status.getModificationTime(), status.isDirectory());
    }

    private void requireUnfenced() throws IOException {
        if (fenced) {
            throw new IOException("another writer has taken this lake over");
        }
    }

    private void requireWriter() throws IOException {
        requireUnfenced();
        if (isOverdue()) {
            throw new IOException("the lease of this lake was not renewed in time, and may be another writer's");
        }
    }

    /** What writes from now on needs no lease, or takes one. */
    void writableAlways() {
        writableUntil = OptionalLong.empty();
    }

    /** Writes are refused from that instant of {@link WallClock#nanos} on, until it is moved. */
    void writableUntil(long nanos) {
        writableUntil = OptionalLong.of(nanos);
    }

    boolean isOverdue() {
        OptionalLong until = writableUntil;
        return until.isPresent() && WallClock.nanos() - until.getAsLong() > 0;
    }

    static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }

    /** Hadoop has its own words for two outcomes that the lake tells apart. */
    private <T> T told(Path path, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (FileNotFoundException e) {
            throw (IOException) new NoSuchFileException(path.toString()).initCause(e);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw (IOException) new FileAlreadyExistsException(path.toString()).initCause(e);
        } catch (IOException e) {
            throw redaction.clean(e);
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }
}
