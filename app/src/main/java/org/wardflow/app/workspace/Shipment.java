package org.wardflow.app.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Csv;

/**
 * One file to take in.
 *
 * @param source the topic or extract
 * @param recordedAt the recorded time of records that bring none; null for the time of ingestion
 */
public record Shipment(Path file, String source, @Nullable Instant recordedAt) {
    private static final List<String> HEADER = List.of("file", "source", "recorded_at");

    /** All files of a folder that {@code simulate} wrote, in the order in which they were sent. */
    public static List<Shipment> simulated(Path folder) {
        Path list = folder.resolve("truth/sent.csv");
        try {
            Csv csv = Csv.parse(Files.readString(list));
            List<Shipment> shipments = new ArrayList<>();
            for (List<@Nullable String> row : csv.rows()) {
                shipments.add(new Shipment(
                        folder.resolve(String.valueOf(row.get(0))),
                        String.valueOf(row.get(1)),
                        Instant.parse(String.valueOf(row.get(2)))));
            }
            if (!csv.header().equals(HEADER)) {
                throw new IllegalArgumentException("another header");
            }
            return shipments;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING,
                    folder + " was not written by simulate",
                    "no list of files sent in " + list,
                    "./wardflow simulate --out " + folder,
                    e);
        }
    }
}
