package org.wardflow.simulator.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.WorldVisit;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.gold.Extract;
import org.wardflow.simulator.truth.TruthFiles.Sent;

/** Reads back what {@link TruthWriter} wrote. */
final class TruthReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TruthFiles files;

    TruthReader(TruthFiles files) {
        this.files = files;
    }

    Truth read() {
        if (!Files.isRegularFile(files.spec())) {
            throw new WardflowException(
                    ErrorCode.INPUT_MISSING,
                    "There is no truth to compare with",
                    "no file " + files.spec(),
                    "name the folder that `wardflow simulate --out` wrote");
        }
        try {
            JsonNode spec = JSON.readTree(Files.readAllBytes(files.spec()));
            Instant start = Instant.parse(spec.path("start").asText());
            Instant end = spec.has("end")
                    ? Instant.parse(spec.path("end").asText())
                    : start.plus(Duration.ofDays(spec.path("days").asLong()));
            List<Sent> sent = sent();
            return new Truth(
                    start,
                    end,
                    new Ledger(
                            list(files.visits(), TruthReader::visit),
                            list(files.labels(), TruthReader::label),
                            list(files.beds(), TruthReader::ward)),
                    deliveries(sent, "patient-flow"),
                    deliveries(sent, "department"),
                    List.of(),
                    extracts(sent, "departments"),
                    extracts(sent, "patients"),
                    extracts(sent, "doctors"));
        } catch (IOException | RuntimeException e) {
            throw new WardflowException(
                    ErrorCode.INPUT_UNREADABLE,
                    "The truth in " + files.directory() + " cannot be read",
                    e.getClass().getSimpleName(),
                    "simulate it again into a new folder",
                    e);
        }
    }

    private List<Sent> sent() throws IOException {
        List<Sent> sent = new ArrayList<>();
        for (String line : Files.readAllLines(files.sent())
                .subList(1, Files.readAllLines(files.sent()).size())) {
            List<String> cells = Arrays.asList(line.split(",", -1));
            sent.add(new Sent(cells.get(0), cells.get(1), Instant.parse(cells.get(2))));
        }
        return sent;
    }

    private List<Extract> extracts(List<Sent> sent, String source) throws IOException {
        List<Extract> extracts = new ArrayList<>();
        for (Sent file : sent) {
            if (file.source().equals(source)) {
                extracts.add(
                        Extract.ofCsv(Files.readString(files.directory().resolve(file.name())), file.recordedAt()));
            }
        }
        return extracts;
    }

    private Iterable<Delivery> deliveries(List<Sent> sent, String source) {
        List<Sent> own =
                sent.stream().filter(file -> file.source().equals(source)).toList();
        return () -> own.stream().flatMap(this::lines).iterator();
    }

    /** The lines of one day at a time: that much fits in memory. */
    private Stream<Delivery> lines(Sent file) {
        try {
            byte[] bytes = Files.readAllBytes(files.directory().resolve(file.name()));
            List<Delivery> deliveries = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    deliveries.add(new Delivery(Arrays.copyOfRange(bytes, start, i), file.recordedAt()));
                    start = i + 1;
                }
            }
            return deliveries.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> list(Path file, Function<JsonNode, T> read) throws IOException {
        List<T> list = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                list.add(read.apply(JSON.readTree(each.next())));
            }
        }
        return list;
    }

    private static WorldVisit visit(JsonNode node) {
        List<String> merged = new ArrayList<>();
        node.path("merged_ids").forEach(id -> merged.add(id.asText()));
        List<WorldVisit.Stay> stays = new ArrayList<>();
        node.path("stays")
                .forEach(stay -> stays.add(new WorldVisit.Stay(
                        stay.path("hospital_id").asText(),
                        stay.path("department").asText(),
                        stay.path("bed_id").asText(),
                        Instant.parse(stay.path("from").asText()),
                        instant(stay, "until"))));
        return new WorldVisit(
                node.path("encounter_id").asText(),
                merged,
                node.path("person").asText(),
                node.path("patient_id").asText(),
                Instant.parse(node.path("arrival").asText()),
                node.path("arrival_department").asText(),
                instant(node, "admission"),
                instant(node, "discharge"),
                node.path("cancelled").asBoolean(),
                node.path("unsettled").asBoolean(),
                stays);
    }

    private static WorldWard ward(JsonNode node) {
        List<WorldWard.Capacity> capacity = new ArrayList<>();
        node.path("capacity")
                .forEach(change -> capacity.add(new WorldWard.Capacity(
                        Instant.parse(change.path("from").asText()),
                        change.path("beds").asInt(),
                        change.path("is_told").asBoolean())));
        List<WorldWard.Bed> beds = new ArrayList<>();
        for (JsonNode bed : node.path("beds")) {
            List<WorldWard.Turn> turns = new ArrayList<>();
            bed.path("turns")
                    .forEach(turn -> turns.add(new WorldWard.Turn(
                            Instant.parse(turn.path("from").asText()),
                            WorldWard.Condition.valueOf(
                                    turn.path("condition").asText().toUpperCase(Locale.ROOT)),
                            turn.path("is_told").asBoolean())));
            beds.add(new WorldWard.Bed(bed.path("bed_id").asText(), turns));
        }
        return new WorldWard(
                node.path("hospital_id").asText(), node.path("department").asText(), capacity, beds);
    }

    private static Label label(JsonNode node) {
        return new Label(
                Rule.of(node.path("rule").asText()).orElseThrow(),
                Label.Certainty.valueOf(node.path("certainty").asText().toUpperCase(Locale.ROOT)),
                node.path("subject").asText(),
                node.path("encounter_id").isTextual()
                        ? node.path("encounter_id").asText()
                        : null,
                Instant.parse(node.path("since").asText()),
                instant(node, "due_from"));
    }

    private static @Nullable Instant instant(JsonNode node, String name) {
        return node.path(name).isTextual() ? Instant.parse(node.path(name).asText()) : null;
    }
}
