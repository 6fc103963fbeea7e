package org.wardflow.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

class HomeTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void aNewHomeSaysWhatItIsAndOpensAgain() {
        Path fresh = folder.resolve("a/b");
        Home.openOrCreate(fresh, CLOCK);
        assertThat(fresh.resolve("wardflow-home.json"))
                .hasContent("{\"version\":1,\"created\":\"2026-11-01T00:00:00Z\"}");
        assertThat(Home.open(fresh).folder()).isEqualTo(fresh);
        assertThat(Home.openOrCreate(fresh, CLOCK).folder()).isEqualTo(fresh);
    }

    @Test
    void aNewHomeIsItsOwnersAlone() throws IOException {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "this file system knows no POSIX rights");
        Path fresh = folder.resolve("private");
        Home.openOrCreate(fresh, CLOCK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFolderWithItsOwnersFilesBecomesAHome() throws IOException {
        Files.createDirectories(folder.resolve("content"));
        Files.writeString(folder.resolve("wardflow.yaml"), "");
        assertThat(Home.openOrCreate(folder, CLOCK).folder()).isEqualTo(folder);
    }

    @Test
    void aFolderInWhichTheDemoLivesBecomesAHomeAndUntilThenSaysWhereTheDemoIs() {
        Path demo = folder.resolve("demo");
        Home.openOrCreate(demo, CLOCK);
        refuses(() -> Home.open(folder), ErrorCode.HOME_MISSING, "in which the demo has its own home");
        assertThatThrownBy(() -> Home.open(folder)).hasMessageContaining("--home " + demo);
        assertThat(Home.openOrCreate(folder, CLOCK).folder()).isEqualTo(folder);
        assertThat(Home.open(demo).folder()).isEqualTo(demo);
    }

    @Test
    void aFileIsNoHomeAndNoneIsMadeInOne() throws IOException {
        Path file = Files.writeString(folder.resolve("passwd"), "");
        for (Path named : List.of(file, file.resolve("below"), file.resolve("far/below"))) {
            String found = named.equals(file) ? "a file" : file + ", which is a file";
            for (ThrowingCallable opening :
                    List.<ThrowingCallable>of(() -> Home.open(named), () -> Home.openOrCreate(named, CLOCK))) {
                refuses(opening, ErrorCode.HOME_MISSING, found);
                assertThatThrownBy(opening)
                        .hasMessageContaining("name an empty or absent folder")
                        .message()
                        .doesNotContain("creates one");
            }
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.doc"), "");
        refuses(() -> Home.openOrCreate(folder, CLOCK), ErrorCode.HOME_MISSING, "thesis.doc");
        refuses(() -> Home.open(folder), ErrorCode.HOME_MISSING, "a folder without wardflow-home.json");
        refuses(() -> Home.open(folder.resolve("absent")), ErrorCode.HOME_MISSING, "nothing there");
        refuses(() -> Home.open(folder.resolve("thesis.doc")), ErrorCode.HOME_MISSING, "a file");
        assertThat(folder).isDirectoryContaining("glob:**thesis.doc");
    }

    @Test
    void aHomeOfAnotherVersionIsRefused() throws IOException {
        Path marker = folder.resolve("wardflow-home.json");
        for (String text : new String[] {"{\"version\":2}", "{\"version\":\"1\"}", "{}", "", "{torn"}) {
            Files.writeString(marker, text);
            refuses(() -> Home.open(folder), ErrorCode.HOME_VERSION, "this version reads layout 1");
            refuses(() -> Home.openOrCreate(folder, CLOCK), ErrorCode.HOME_VERSION, "this version reads layout 1");
        }
    }

    @Test
    void whoeverComesAtTheSameMomentFindsOneHome() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 100; round++) {
                Path fresh = folder.resolve("parent/home-" + round);
                CyclicBarrier start = new CyclicBarrier(4);
                List<Callable<Path>> comers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Clock clock = Clock.offset(CLOCK, Duration.ofSeconds(i));
                    comers.add(() -> {
                        start.await();
                        Home home = Home.openOrCreate(fresh, clock);
                        // The first thing that a writer makes in it.
                        Files.createDirectories(home.lake());
                        return home.folder();
                    });
                }
                for (Future<Path> comer : threads.invokeAll(comers)) {
                    assertThat(comer.get()).isEqualTo(fresh);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatAKillLeftOfAMarkerIsNoHindrance() throws IOException {
        Files.writeString(folder.resolve(".tmp-5f0c"), "{\"vers");
        assertThat(Home.openOrCreate(folder, CLOCK).folder()).isEqualTo(folder);
    }

    @Test
    void aHomeThatWasDeletedBeforeItsWriterHadTheLockIsOneAgain() {
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        home.delete();
        home.markAgain(CLOCK);
        assertThat(Home.open(home.folder()).folder()).isEqualTo(home.folder());
    }

    @Test
    void aHomeWithinItIsDeletedTooUnlessSomebodyWritesThere() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        Home demo = Home.openOrCreate(home.folder().resolve("demo"), CLOCK);
        Files.createDirectories(demo.lake());
        try (FileIo.Held held = new LocalFileIo().lock(demo.lake())) {
            assertThat(held).isNotNull();
            refuses(home::delete, ErrorCode.HOME_LOCKED, "has it open");
        }
        assertThat(Home.open(demo.folder()).folder()).isEqualTo(demo.folder());
        home.delete();
        assertThat(home.folder()).doesNotExist();
    }

    @Test
    void deletingLeavesAnotherHomeAloneThatALinkNames() throws IOException {
        Home kept = Home.openOrCreate(folder.resolve("kept"), CLOCK);
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        Files.createSymbolicLink(home.folder().resolve("link"), kept.folder());
        home.delete();
        assertThat(home.folder()).doesNotExist();
        assertThat(Home.open(kept.folder()).folder()).isEqualTo(kept.folder());
    }

    @Test
    void deletingFollowsNoLinks() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept.txt"), "");
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        Files.createDirectories(home.lake());
        Files.createSymbolicLink(home.lake().resolve("link"), folder);
        home.delete();
        assertThat(home.folder()).doesNotExist();
        assertThat(kept).exists();
    }

    private static void refuses(ThrowingCallable call, ErrorCode code, String found) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.found()).contains(found);
        });
    }
}
