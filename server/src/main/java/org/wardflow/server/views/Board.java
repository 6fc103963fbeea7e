package org.wardflow.server.views;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The board of one moment, for one kind of viewer.
 *
 * @param version of the data
 * @param asOf the instant that it shows
 * @param manifestAt when the data was brought together, by the machine's clock
 * @param counted whose patients its numbers are of
 * @param scoped the KPIs that count the viewer's scope alone
 * @param thresholds what the words on the board are made by, by name: per cent, minutes of a wait, hours of history of a forecast
 * @param findings of the last day, by hospital; of one whose findings the viewer may not know there are none
 * @param tiles the most urgent first
 */
public record Board(
        long version,
        Instant asOf,
        Instant manifestAt,
        Counted counted,
        List<String> scoped,
        Map<String, String> thresholds,
        Map<String, Long> findings,
        List<Tile> tiles) {
    /** Whose patients numbers are of. */
    public enum Counted {
        /** Those of all hospitals. */
        ALL,
        /** Of wards outside the viewer's scope there are some numbers, not all. */
        PART,
        /** Those of the viewer's scope. */
        SCOPE
    }

    public Board {
        scoped = List.copyOf(scoped);
        thresholds = Map.copyOf(thresholds);
        findings = Map.copyOf(findings);
        tiles = List.copyOf(tiles);
    }
}
