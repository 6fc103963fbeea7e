package org.wardflow.app.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    private Path folder;

    /** The one that was begun first looked at the home first. */
    @Test
    void ofTwoBackupsAtATimeTheOneBegunLastIsTheNewest() throws IOException {
        Store one = Store.openOrCreate(folder);
        Store other = Store.openOrCreate(folder);
        try (Store.Place first = one.reserve();
                Store.Place second = other.reserve()) {
            write(second);
            write(first);
        }
        assertThat(names()).containsExactly("backup-000001-20261101T120000Z", "backup-000002-20261101T120000Z");
        assertThat(one.newest()).map(Index::name).contains("backup-000002-20261101T120000Z");
    }

    @Test
    void aNumberThatWasGivenUpIsTakenAgainAndThatOfAKilledBackupIsNot() throws IOException {
        Store store = Store.openOrCreate(folder);
        try (Store.Place failed = store.reserve()) {
            assertThat(failed.number()).isEqualTo(1);
        }
        try (Store.Place next = store.reserve()) {
            assertThat(next.number()).isEqualTo(1);
            write(next);
        }
        Files.createFile(folder.resolve("backup-000002.tmp"));
        try (Store.Place after = store.reserve()) {
            assertThat(after.number()).isEqualTo(3);
        }
    }

    @Test
    void whatKilledBackupsLeftIsDeletedOnceNobodyCanBeAtIt() throws IOException {
        Store store = Store.openOrCreate(folder);
        for (String old : List.of("backup-000002.tmp", "files/incoming1.tmp")) {
            leave(old, NOON.minusSeconds(1));
        }
        for (String recent : List.of("backup-000003.tmp", "files/incoming2.tmp")) {
            leave(recent, NOON);
        }
        store.deleteLeftovers(NOON);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "backup-000003.tmp",
                            Path.of("files", "incoming2.tmp").toString());
        }
    }

    private void leave(String name, Instant at) throws IOException {
        Files.setLastModifiedTime(Files.createFile(folder.resolve(name)), FileTime.from(at));
    }

    private List<String> names() {
        return Store.open(folder).indexes().stream().map(Index::name).toList();
    }

    private static void write(Store.Place place) throws IOException {
        place.write(new Index(Index.name(place.number(), NOON), 1, NOON, NOON, List.of()));
    }
}
