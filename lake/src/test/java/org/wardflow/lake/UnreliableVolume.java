package org.wardflow.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A volume that fails once, as a seed says, and after a loss of power has forgotten some of what was not forced: contents are torn, new
 * names are gone, old ones are back. Forcing itself is only remembered, so thousands of crashes take seconds.
 */
final class UnreliableVolume implements Volume {
    /** What goes wrong. */
    enum Fault {
        /** The process ends; what it wrote is there. */
        KILL,
        /** The machine ends; what was not forced may be gone. */
        POWER_CUT,
        /** One step fails and has had no effect. */
        ERROR_BEFORE,
        /** One step fails, but has had its effect. */
        ERROR_AFTER,
        /** A file is written in part, and the disk is full for a while. */
        DISK_FULL,
        /** Nothing can be changed for a while. */
        READ_ONLY,
        /** A force fails, and what was to be forced may be gone. */
        FSYNC_FAILS
    }

    /** Steps for which a full disk stays full, and a read-only one read-only. */
    private static final int WHILE_STEPS = 4;

    private final Volume disk = new Volume.Local();
    private final Random random;
    private final Deque<Unforced> unforced = new ArrayDeque<>();
    private final Set<Path> contents = new HashSet<>();
    private final Set<Path> durable = new HashSet<>();
    private Fault fault = Fault.KILL;
    private int stepsLeft = Integer.MAX_VALUE;
    private boolean dead;
    private boolean struck;

    UnreliableVolume(Random random) {
        this.random = random;
    }

    /** A name in a folder that a loss of power may undo. */
    private record Unforced(Path folder, Undo undo) {}

    private interface Undo {
        void run() throws IOException;
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Makes a fault happen after so many further steps. */
    synchronized void arm(Fault next, int steps) {
        fault = next;
        stepsLeft = steps;
        struck = false;
    }

    /** Whether the fault has happened. */
    synchronized boolean struck() {
        return struck;
    }

    /** Whether the process, or the machine, has ended. */
    synchronized boolean dead() {
        return dead;
    }

    /** The machine is started again. */
    synchronized void revive() {
        if (dead && fault == Fault.POWER_CUT) {
            loseUnforced();
            unforced.clear();
            contents.clear();
        }
        dead = false;
        stepsLeft = Integer.MAX_VALUE;
    }

    private void loseUnforced() {
        try {
            for (Path file : contents) {
                if (random.nextBoolean()) {
                    tear(file);
                }
            }
            while (!unforced.isEmpty()) {
                Unforced last = unforced.removeLast();
                if (random.nextBoolean()) {
                    last.undo().run();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The simulated disk cannot forget", e);
        }
    }

    /** A prefix, or the right length with zeros at the end: what file systems leave of a file that was not forced. */
    private void tear(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        byte[] whole = Files.readAllBytes(file);
        int kept = whole.length == 0 ? 0 : random.nextInt(whole.length);
        byte[] torn = Arrays.copyOf(whole, kept);
        Files.write(file, random.nextBoolean() ? torn : Arrays.copyOf(torn, whole.length));
    }

    @Override
    public synchronized void write(Path newFile, byte[] content) throws IOException {
        step(
                () -> {
                    disk.write(newFile, content);
                    created(newFile);
                },
                () -> {
                    disk.write(newFile, Arrays.copyOf(content, content.length / 2));
                    created(newFile);
                });
    }

    private void created(Path newFile) {
        contents.add(newFile);
        unforced.add(new Unforced(folder(newFile), () -> disk.delete(newFile)));
    }

    @Override
    public synchronized void force(Path file) throws IOException {
        step(
                () -> {
                    contents.remove(file);
                    durable.add(file);
                },
                () -> tear(file));
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        step(() -> unforced.removeIf(name -> name.folder().equals(folder)));
    }

    @Override
    public synchronized void link(Path name, Path existing) throws IOException {
        step(() -> {
            disk.link(name, existing);
            if (contents.contains(existing)) {
                contents.add(name);
            }
            unforced.add(new Unforced(folder(name), () -> disk.delete(name)));
        });
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        step(() -> {
            byte @Nullable [] replaced = Files.isRegularFile(to) ? Files.readAllBytes(to) : null;
            disk.move(from, to);
            contents.remove(from);
            if (!durable.remove(from) && Files.isRegularFile(to)) {
                // An engine's file that nobody forced.
                contents.add(to);
            }
            unforced.add(new Unforced(folder(to), () -> {
                if (Files.exists(to)) {
                    disk.move(to, from);
                }
                if (replaced != null) {
                    Files.write(to, replaced);
                }
            }));
        });
    }

    @Override
    public synchronized void createFolder(Path folder) throws IOException {
        boolean exists = Files.isDirectory(folder);
        step(() -> {
            disk.createFolder(folder);
            if (!exists) {
                unforced.add(new Unforced(folder(folder), () -> removeIfEmpty(folder)));
            }
        });
    }

    /** What is in it was forced, so then it was forced too, or is lost as well. */
    private static void removeIfEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }

    @Override
    public synchronized boolean delete(Path path) throws IOException {
        List<Boolean> deleted = new ArrayList<>();
        step(() -> {
            byte @Nullable [] content = Files.isRegularFile(path) ? Files.readAllBytes(path) : null;
            deleted.add(disk.delete(path));
            if (content != null) {
                unforced.add(new Unforced(folder(path), () -> {
                    if (!Files.exists(path) && Files.isDirectory(folder(path))) {
                        Files.write(path, content);
                    }
                }));
            }
        });
        return deleted.get(0);
    }

    private void step(Step step) throws IOException {
        step(step, () -> {});
    }

    /** @param partly what a full disk, or one that cannot force, may do instead */
    private void step(Step step, Step partly) throws IOException {
        if (dead) {
            throw new IOException("the process has ended");
        }
        boolean now = stepsLeft <= 0;
        stepsLeft = stepsLeft == Integer.MAX_VALUE ? stepsLeft : stepsLeft - 1;
        boolean lasts = fault == Fault.DISK_FULL || fault == Fault.READ_ONLY;
        if (!now || (struck && !(lasts && stepsLeft > -WHILE_STEPS))) {
            step.run();
            return;
        }
        struck = true;
        switch (fault) {
            case KILL, POWER_CUT -> {
                dead = true;
                if (random.nextBoolean()) {
                    step.run();
                }
            }
            case ERROR_AFTER -> step.run();
            case DISK_FULL, FSYNC_FAILS -> {
                if (random.nextBoolean()) {
                    partly.run();
                }
            }
            case ERROR_BEFORE, READ_ONLY -> {}
        }
        throw new IOException(
                switch (fault) {
                    case DISK_FULL -> "No space left on device";
                    case READ_ONLY -> "Read-only file system";
                    default -> "injected fault " + fault;
                });
    }

    private static Path folder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a root");
        }
        return folder;
    }
}
