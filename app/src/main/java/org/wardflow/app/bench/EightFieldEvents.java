package org.wardflow.app.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongConsumer;

/** Writes events of the widespread eight-field kind, about 260 bytes each, with its habits: ages over 100, odd times. */
public final class EightFieldEvents {
    /** The window that admissions fall into. */
    static final Duration WINDOW = Duration.ofDays(30);

    /** The end of that window: when the file is taken to be captured. */
    public static final Instant CAPTURED = Instant.parse("2026-11-01T00:00:00Z");

    private static final List<String> DEPARTMENTS =
            List.of("Emergency", "Surgery", "ICU", "Pediatrics", "Maternity", "Oncology", "Cardiology");
    private static final int BEDS = 2_000;
    private static final int HOSPITALS = 7;
    private static final int REPORT_EVERY = 10_000;

    private EightFieldEvents() {}

    /** Writes so many events; the same seed gives the same bytes. */
    public static void write(Path file, long events, long seed, LongConsumer progress) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        LocalDateTime start = LocalDateTime.ofInstant(CAPTURED.minus(WINDOW), ZoneOffset.UTC);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long i = 0; i < events; i++) {
                LocalDateTime admitted = start.plusNanos(random.nextLong(WINDOW.toNanos() / 1_000) * 1_000);
                LocalDateTime discharged = admitted.plusNanos(random.nextLong(72L * 3_600_000_000L) * 1_000);
                out.write("{\"patient_id\": \"" + new UUID(random.nextLong(), random.nextLong())
                        + "\", \"gender\": \"" + (random.nextBoolean() ? "Male" : "Female")
                        + "\", \"age\": "
                        + (random.nextInt(20) == 0 ? 121 + random.nextInt(29) : 1 + random.nextInt(100))
                        + ", \"department\": \"" + DEPARTMENTS.get(random.nextInt(DEPARTMENTS.size()))
                        + "\", \"admission_time\": \"" + admitted
                        + "\", \"discharge_time\": \"" + discharged
                        + "\", \"bed_id\": " + (1 + random.nextInt(BEDS))
                        + ", \"hospital_id\": " + (1 + random.nextInt(HOSPITALS)) + "}\n");
                if (i % REPORT_EVERY == 0) {
                    progress.accept(i);
                }
            }
        }
    }
}
