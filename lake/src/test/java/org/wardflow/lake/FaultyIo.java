package org.wardflow.lake;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk that fails at one call, or from one call on, before or after the call has had its effect. */
final class FaultyIo implements FileIo {
    private final FileIo disk;
    private final Fault fault;
    private final boolean heapIsFull;
    private long left;
    private long calls;
    private boolean failed;

    FaultyIo(FileIo disk, Fault fault, long failAt) {
        this(disk, fault, failAt, false);
    }

    /** @param heapIsFull it is no fault of the disk's, but an error of Java's */
    FaultyIo(FileIo disk, Fault fault, long failAt, boolean heapIsFull) {
        this.disk = disk;
        this.fault = fault;
        this.left = failAt;
        this.heapIsFull = heapIsFull;
    }

    long calls() {
        return calls;
    }

    boolean failed() {
        return failed;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return run(() -> disk.read(file));
    }

    @Override
    public SeekableByteChannel open(Path file) throws IOException {
        return run(() -> disk.open(file));
    }

    @Override
    public List<Entry> list(Path folder) throws IOException {
        return run(() -> disk.list(folder));
    }

    @Override
    public Optional<Entry> find(Path path) throws IOException {
        return run(() -> disk.find(path));
    }

    @Override
    public void writeNew(Path file, byte[] content) throws IOException {
        run(() -> {
            disk.writeNew(file, content);
            return true;
        });
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        run(() -> {
            disk.replace(file, content);
            return true;
        });
    }

    @Override
    public Prepared prepare(Path staged) throws IOException {
        return run(() -> disk.prepare(staged));
    }

    @Override
    public void takeIn(Path staged, Path target) throws IOException {
        run(() -> {
            disk.takeIn(staged, target);
            return target;
        });
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        run(() -> {
            disk.syncFolder(folder);
            return true;
        });
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        run(() -> {
            disk.createFolder(folder);
            return true;
        });
    }

    @Override
    public void rename(Path folder, Path target) throws IOException {
        run(() -> {
            disk.rename(folder, target);
            return true;
        });
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return run(() -> disk.delete(path));
    }

    @Override
    public int deleteTemporary(Path folder, long beforeMillis) throws IOException {
        return run(() -> disk.deleteTemporary(folder, beforeMillis));
    }

    @Override
    public String digest(Path file) throws IOException {
        return run(() -> disk.digest(file));
    }

    private <T> T run(Step<T> step) throws IOException {
        boolean fails = fault.forGood ? left <= 0 : left == 0;
        left--;
        calls++;
        if (!fails) {
            return step.run();
        }
        failed = true;
        if (fault.afterEffect && left == -1) {
            step.run();
        }
        if (heapIsFull) {
            throw new OutOfMemoryError("injected fault");
        }
        throw new IOException("injected fault");
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    enum Fault {
        ONCE_BEFORE(false, false),
        ONCE_AFTER(false, true),
        POWER_CUT_BEFORE(true, false),
        POWER_CUT_AFTER(true, true);

        private final boolean forGood;
        private final boolean afterEffect;

        Fault(boolean forGood, boolean afterEffect) {
            this.forGood = forGood;
            this.afterEffect = afterEffect;
        }
    }
}
