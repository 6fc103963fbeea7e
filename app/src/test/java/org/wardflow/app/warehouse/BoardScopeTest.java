package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Data;
import org.wardflow.server.views.Board;
import org.wardflow.server.views.BoardReader;
import org.wardflow.server.views.Tile;

/** The board of those who may see some wards: what they may not know is not there. */
class BoardScopeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ServedSite pages;

    @BeforeAll
    static void start() {
        pages = new ServedSite(folder);
    }

    @AfterAll
    static void stop() {
        pages.close();
    }

    /** What a tile says is what is so, whoever looks; what a viewer may not know is absent, never nought. */
    @Test
    void aTileSaysNothingOfWhatItsViewerMayNotKnow() {
        BoardReader reader = new BoardReader(
                new Data(() -> Optional.of(pages.warehouse), pages.site.workspace.content(), () -> pages.now));
        Board all = reader.read(new Grant("bed_manager", List.of("*")), Optional.empty());
        Map<String, Tile> whole = all.tiles().stream().collect(Collectors.toMap(Tile::id, tile -> tile));
        assertThat(all.counted()).isEqualTo(Board.Counted.ALL);
        for (Grant grant : List.of(
                new Grant("bed_manager", List.of("1")),
                new Grant("analyst", List.of("1")),
                new Grant("analyst", List.of("1/ICU", "2/Emergency")),
                new Grant("unit_nurse", List.of("1/ICU")))) {
            Board board = reader.read(grant, Optional.empty());
            assertThat(board.tiles()).as(grant.toString()).isNotEmpty();
            for (Tile tile : board.tiles()) {
                Tile truth = Objects.requireNonNull(whole.get(tile.id()));
                List<@Nullable Object> parts = parts(tile);
                for (int i = 0; i < parts.size(); i++) {
                    if (parts.get(i) != null) {
                        assertThat(parts.get(i))
                                .as(grant + " " + tile.id() + " part " + i)
                                .isEqualTo(parts(truth).get(i));
                    }
                }
                assertThat(tile.level()).as(grant + " " + tile.id()).isIn(truth.level(), Tile.Level.UNKNOWN);
                boolean own = grant.scopes().contains(tile.hospitalId())
                        || grant.scopes().contains(tile.id());
                if (own || grant.role().equals("bed_manager")) {
                    assertThat(tile.level()).isEqualTo(truth.level());
                    assertThat(List.of(tile.dirty() != null, tile.silent() != null, tile.leaving() != null))
                            .as(grant + " " + tile.id())
                            .containsOnly(true);
                } else {
                    assertThat(tile.dirty()).as(grant + " " + tile.id()).isNull();
                    assertThat(tile.silent()).isNull();
                    assertThat(tile.leaving()).isNull();
                    assertThat(tile.arrived()).isNull();
                }
            }
            Set<String> hospitals =
                    grant.scopes().stream().map(scope -> scope.substring(0, 1)).collect(Collectors.toSet());
            assertThat(board.findings().keySet()).as(grant.toString()).isEqualTo(hospitals);
            board.findings()
                    .forEach((hospital, count) ->
                            assertThat(count).isEqualTo(all.findings().get(hospital)));
        }
        assertThat(reader.read(new Grant("analyst", List.of("1")), Optional.empty())
                        .counted())
                .isEqualTo(Board.Counted.PART);
    }

    private static List<@Nullable Object> parts(Tile tile) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(tile.occupied());
        parts.add(tile.longestWait());
        parts.add(tile.arrived());
        parts.add(tile.dirty());
        parts.add(tile.cleaning());
        parts.add(tile.closed());
        parts.add(tile.leaving());
        parts.add(tile.arriving());
        parts.add(tile.after());
        parts.add(tile.silent());
        parts.add(tile.spark().isEmpty() ? null : tile.spark());
        return parts;
    }
}
