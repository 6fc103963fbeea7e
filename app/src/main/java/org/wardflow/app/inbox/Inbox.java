package org.wardflow.app.inbox;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;

/**
 * Takes what is put into {@code inbox/<topic or extract>/}, moves it to {@code inbox/done/} once its rows are in bronze, and to
 * {@code inbox/refused/} with a {@code .why.txt} if it cannot be. A crash in between leaves the file where it is; it is taken
 * again, and its content known again, so nothing is doubled. It has a thread of its own, which reads and moves files.
 */
public final class Inbox implements AutoCloseable {
    /** How often the folders are looked at. */
    static final Duration SCAN_EVERY = Duration.ofMillis(500);

    /**
     * A file whose size and time have not changed for so long, from one look to another, is complete. How old its time is says nothing: that is the
     * clock of the machine that keeps the file.
     */
    static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

    /** An empty file gets longer: what writes it may not have begun. */
    static final Duration EMPTY_AFTER = Duration.ofMinutes(1);

    /** Files of one folder handed over and not yet put away; more wait in it, and keep no other folder's waiting. */
    static final int IN_HAND_MAX = 64;

    static final String DONE = "done";
    static final String REFUSED = "refused";

    private static final Logger LOG = System.getLogger(Inbox.class.getName());
    private static final String WHY = ".why.txt";
    private static final Set<String> UNFINISHED = Set.of("tmp", "part", "partial", "filepart", "crdownload", "swp");

    private final Path folder;
    private final List<String> names;
    private final FileQueue queue;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<Path, Handed> handed = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "wardflow-inbox");

    private Inbox(Path folder, List<String> names, FileQueue queue) {
        this.folder = folder;
        this.names = List.copyOf(names);
        this.queue = queue;
        thread.setDaemon(true);
    }

    /** How a file looked, and since when by {@link WallClock#nanos}. */
    private record Seen(long size, FileTime modified, long since) {}

    /** A file that was handed over. */
    private record Handed(String name, FileContent content, CompletableFuture<IngestOutcome> outcome) {}

    /**
     * Makes the folders and watches them from now on.
     *
     * @param names the topics and extracts
     */
    public static Inbox watch(Path folder, List<String> names, FileQueue queue) {
        Inbox inbox = new Inbox(folder, names, queue);
        inbox.makeFolders();
        inbox.thread.start();
        return inbox;
    }

    private void makeFolders() {
        try {
            for (String name : names) {
                Files.createDirectories(folder.resolve(name));
                Files.createDirectories(folder.resolve(DONE).resolve(name));
                Files.createDirectories(folder.resolve(REFUSED).resolve(name));
            }
        } catch (IOException e) {
            throw failed("The inbox " + folder + " cannot be made", e);
        }
    }

    /** Files in the folder of the refused. */
    public static long refused(Path folder) {
        try (var files = Files.walk(folder.resolve(REFUSED))) {
            return files.filter(file ->
                            Files.isRegularFile(file) && !file.toString().endsWith(WHY))
                    .count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private void run() {
        try {
            while (!stop.await(SCAN_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                for (String name : names) {
                    attempt(name);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(String name) {
        try {
            // A file that cannot be moved is in bronze; it keeps no other waiting.
            Optional<IOException> stays = putAway(name);
            scan(name);
            queue.trouble(
                    name,
                    stays.map(e -> failed("A file that was taken in cannot be moved from " + folder.resolve(name), e)));
        } catch (IOException e) {
            queue.trouble(name, Optional.of(failed("Files cannot be taken from " + folder.resolve(name), e)));
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "the inbox of " + name + " failed", e);
            queue.trouble(name, Optional.of(failed("Files cannot be taken from " + folder.resolve(name), e)));
        } catch (Error e) {
            queue.end(e);
            throw e;
        }
    }

    private void scan(String name) throws IOException {
        List<Path> ready = new ArrayList<>();
        Map<Path, Seen> now = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve(name), Inbox::isCandidate)) {
            for (Path file : files) {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!handed.containsKey(file) && attributes.isRegularFile()) {
                    Seen state = look(file, attributes);
                    now.put(file, state);
                    if (isSettled(state)) {
                        ready.add(file);
                    }
                }
            }
        }
        seen.keySet().removeIf(file -> file.startsWith(folder.resolve(name)));
        seen.putAll(now);
        ready.sort(null);
        long room = IN_HAND_MAX
                - handed.values().stream()
                        .filter(file -> file.name().equals(name))
                        .count();
        @Nullable IOException stays = null;
        for (Path file : ready.subList(0, (int) Math.min(ready.size(), Math.max(0, room)))) {
            try {
                handOver(name, file);
            } catch (IOException e) {
                stays = e;
            }
        }
        if (stays != null) {
            throw stays;
        }
    }

    /** Whether its name is not that of a file that is hidden, or not written yet. */
    static boolean isCandidate(Path file) {
        String name = String.valueOf(file.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && !name.endsWith("~") && !UNFINISHED.contains(ending);
    }

    private Seen look(Path file, BasicFileAttributes attributes) {
        Seen before = seen.get(file);
        if (before != null
                && before.size() == attributes.size()
                && before.modified().equals(attributes.lastModifiedTime())) {
            return before;
        }
        return new Seen(attributes.size(), attributes.lastModifiedTime(), WallClock.nanos());
    }

    private boolean isSettled(Seen state) {
        Duration needed = state.size() == 0 ? EMPTY_AFTER : SETTLED_AFTER;
        return WallClock.nanos() - state.since() >= needed.toNanos();
    }

    private void handOver(String name, Path file) throws IOException {
        try {
            FileContent content = FileContent.read(file);
            handed.put(
                    file,
                    new Handed(
                            name,
                            content,
                            queue.submit(name, content, Optional.empty()).outcome()));
        } catch (WardflowException e) {
            refuse(name, file, e);
        }
    }

    /** What kept one from being moved, if anything did; it is tried again with each look. */
    private Optional<IOException> putAway(String name) {
        Optional<IOException> stays = Optional.empty();
        for (Map.Entry<Path, Handed> entry : Map.copyOf(handed).entrySet()) {
            Handed file = entry.getValue();
            if (file.name().equals(name) && file.outcome().isDone()) {
                try {
                    putAway(entry.getKey(), file);
                    handed.remove(entry.getKey());
                } catch (IOException e) {
                    stays = Optional.of(e);
                }
            }
        }
        return stays;
    }

    private void putAway(Path file, Handed handedOver) throws IOException {
        FileContent content = handedOver.content();
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (java.nio.file.NoSuchFileException e) {
            return;
        }
        if (now.size() != content.sizeOnDisk() || !now.lastModifiedTime().equals(content.modified())) {
            // Somebody went on writing: what came since has not been taken in, so it is looked at again as a new file.
            return;
        }
        try {
            IngestOutcome outcome = handedOver.outcome().join();
            Files.move(file, target(DONE, handedOver.name(), file));
            LOG.log(
                    Logger.Level.INFO,
                    "taken in: source=%s rows=%s file=%s"
                            .formatted(
                                    handedOver.name(),
                                    outcome.fold(IngestOutcome.Taken::rows, already -> 0L),
                                    content.sha256()));
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof WardflowException why)) {
                throw e;
            }
            refuse(handedOver.name(), file, why);
        }
    }

    private Path target(String where, String name, Path file) {
        Path shelf = folder.resolve(where).resolve(name);
        String fileName = String.valueOf(file.getFileName());
        Path target = shelf.resolve(fileName);
        for (int i = 2; Files.exists(target); i++) {
            target = shelf.resolve(i + "-" + fileName);
        }
        return target;
    }

    private void refuse(String name, Path file, WardflowException why) throws IOException {
        Path target = target(REFUSED, name, file);
        Files.writeString(
                target.resolveSibling(target.getFileName() + WHY),
                why.getMessage() + System.lineSeparator(),
                StandardCharsets.UTF_8);
        Files.move(file, target);
        LOG.log(Logger.Level.WARNING, "refused: source=%s code=%s".formatted(name, why.code()));
    }

    private static WardflowException failed(String what, Exception e) {
        Throwable cause = e instanceof DirectoryIteratorException && e.getCause() != null ? e.getCause() : e;
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                what,
                cause.getClass().getSimpleName(),
                "check the folder's permissions and the disk",
                e);
    }

    /** Stops watching; what is in hand stays in the folder, and is known again at the next start. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(SCAN_EVERY.toMillis() * 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
