package org.wardflow.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

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
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
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
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.doc"), "");
        refuses(() -> Home.openOrCreate(folder, CLOCK), ErrorCode.HOME_MISSING, "thesis.doc");
        refuses(() -> Home.open(folder), ErrorCode.HOME_MISSING, "a folder without wardflow-home.json");
        refuses(() -> Home.open(folder.resolve("absent")), ErrorCode.HOME_MISSING, "nothing there");
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
