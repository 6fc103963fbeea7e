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
 * @param whole the counts are of all hospitals; else of the viewer's scope
 * @param thresholds per cent, by name
 * @param findings of the last day, by hospital
 * @param tiles the most urgent first
 */
public record Board(
        long version,
        Instant asOf,
        Instant manifestAt,
        boolean whole,
        Map<String, String> thresholds,
        Map<String, Long> findings,
        List<Tile> tiles) {
    public Board {
        thresholds = Map.copyOf(thresholds);
        findings = Map.copyOf(findings);
        tiles = List.copyOf(tiles);
    }
}
