package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** A file that the disk changed or lost is named, or does not matter; it is never read as if it were what was written. */
class DamageTest {
    private static final int FLIPS_A_FILE = 5;

    /** What is only a hint or a short cut: the log is right without it. */
    private static final Set<String> HARMLESS = Set.of("_last_checkpoint", ".keys", ".checkpoint.sha256", ".crc");

    /** The first of two behind the checkpoint of version 73. */
    private static final String FIRST_NEEDED = "00000000000000000074.json";

    private static final String NEWEST = "00000000000000000075.json";

    @TempDir
    Path root;

    private final TestLake rows = new TestLake();
    private List<String> before = List.of();

    @BeforeEach
    void write() {
        try (Lake lake = TestLake.open(root)) {
            Table table = lake.create(TestLake.SPEC);
            rows.append(table, 0, 400);
            Snapshot base = rows.append(table, 400, 4_000);
            TestLake.committed(table.commit(TestLake.commit(
                    base,
                    List.of(),
                    Map.of(
                            base.files().get(0).path(), RoaringBitmap.bitmapOf(1, 2, 3),
                            base.files().get(1).path(), odd()),
                    Set.of())));
            for (int i = 0; i < 70; i++) {
                TestLake.committed(table.commit(TestLake.commit(table.latest(), List.of())));
            }
            table.maintain(new Retention(60, Instant.EPOCH));
            rows.append(table, 9_000, 9_002);
            rows.append(table, 9_010, 9_011);
            before = rows.ids(table.latest());
        }
    }

    @AfterEach
    void close() throws Exception {
        rows.close();
    }

    @Test
    void aFlippedByteIsNamedOrDoesNotMatter() throws IOException {
        Random random = new Random(11);
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int flip = 0; flip < FLIPS_A_FILE; flip++) {
                byte[] damaged = bytes.clone();
                int at = random.nextInt(bytes.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                assertNamedOrTheSame(file, "byte " + at);
            }
            Files.write(file, bytes);
        }
    }

    @Test
    void aShortenedFileIsNamedOrDoesNotMatter() throws IOException {
        Random random = new Random(12);
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int length : new int[] {1, bytes.length / 2, 1 + random.nextInt(bytes.length - 1), bytes.length - 1}) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertNamedOrTheSame(file, "cut to " + length);
            }
            Files.write(file, bytes);
        }
    }

    @Test
    void aMissingFileIsNamedOrDoesNotMatter() throws IOException {
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            String name = file.getFileName().toString();
            if (!name.equals(NEWEST) && !name.endsWith("checkpoint.parquet")) {
                // Without the newest entry the version before is the newest; without a checkpoint the log is read from
                // its beginning.
                assertNamedOrTheSame(file, "missing");
            }
            Files.write(file, bytes);
        }
    }

    /** What a power failure leaves of a file whose name was durable before its bytes; and what a copy over it passes through. */
    @Test
    void anEmptiedFileIsNamedOrDoesNotMatter() throws IOException {
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, new byte[0]);
            if (file.getFileName().toString().endsWith("checkpoint.parquet")) {
                // Delta Kernel takes it for one that is not there, and reads the log from its beginning.
                assertThat(read()).isEqualTo(before);
            } else {
                assertNamedOrTheSame(file, "all");
            }
            Files.write(file, bytes);
        }
    }

    @Test
    void anEntryThatLostItsDigestIsNamed() throws IOException {
        Path entry = root.resolve("silver/stay/_delta_log/" + NEWEST);
        String text = Files.readString(entry);
        assertThat(text).contains("wardflowSha256");
        Files.writeString(entry, text.replaceFirst("\"wardflowSha256\":\"[0-9a-f]{64}\",", ""));

        assertThatThrownBy(() -> read()).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(e.found()).contains(NEWEST).contains("lacks the digest");
        });
    }

    @Test
    void whatAnotherProgramWroteIsBelieved() throws IOException {
        Path entry = root.resolve("silver/stay/_delta_log/00000000000000000076.json");
        Files.writeString(entry, """
                {"commitInfo":{"timestamp":1,"operation":"DELETE","operationParameters":{"predicate":"[\\"(ward = 'was sealed')\\"]"}}}
                {"domainMetadata":{"domain":"theirs","configuration":"x","removed":false}}
                """);

        try (Lake lake = TestLake.read(root)) {
            assertThat(lake.find(STAYS).orElseThrow().latest().domain("theirs")).contains("x");
        }
    }

    private void assertNamedOrTheSame(Path file, String damage) {
        String name = file.getFileName().toString();
        try {
            assertThat(read()).as("%s of %s", damage, name).isEqualTo(before);
            assertThat(HARMLESS.stream().anyMatch(name::endsWith) || !isNeeded(name))
                    .as("%s of %s was not noticed", damage, name)
                    .isTrue();
        } catch (WardflowException e) {
            assertThat(e.code()).as("%s of %s: %s", damage, name, e).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(e.what()).contains("silver.stay");
        }
    }

    /** Entries behind the checkpoint are not read for the newest version. */
    private static boolean isNeeded(String name) {
        return !name.endsWith(".json") || name.compareTo(FIRST_NEEDED) >= 0;
    }

    private List<String> read() {
        try (Lake lake = TestLake.read(root)) {
            Table table = lake.find(STAYS).orElseThrow();
            Snapshot found = table.latest();
            assertThat(found.slicesWithKeys(TestLake.KEY, new long[] {KeyHash.of(List.of("p401"))}))
                    .isNotEmpty();
            found.files().forEach(table::verify);
            return rows.ids(found);
        }
    }

    private List<Path> files() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root.resolve("silver/stay"))) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().endsWith(".json")
                            || file.getFileName().toString().compareTo("00000000000000000070") >= 0)
                    .forEach(found::add);
        }
        Optional<Path> checkpoint = found.stream()
                .filter(file -> file.toString().endsWith("checkpoint.parquet"))
                .findFirst();
        assertThat(checkpoint).isPresent();
        found.sort(null);
        return found;
    }

    /** Too irregular for an inline deletion vector. */
    private static RoaringBitmap odd() {
        RoaringBitmap odd = new RoaringBitmap();
        for (int i = 1; i < 3_600; i += 2) {
            odd.add(i);
        }
        return odd;
    }
}
