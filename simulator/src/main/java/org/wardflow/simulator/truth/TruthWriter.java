package org.wardflow.simulator.truth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.SentMessage.Topic;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.WorldVisit;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.truth.TruthFiles.Sent;

/**
 * Writes a whole simulation into a folder: the messages of each day, the extracts, the ledger of the truth, and
 * {@code ingest.sh}, which says how to bring them in. Messages without a recorded time of their own lie in files of their own,
 * which say it for them.
 */
public final class TruthWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration DAY = Duration.ofDays(1);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Simulation simulation;
    private final SimulationSpec spec;
    private final Instant end;
    private final TruthFiles files;
    private final List<Sent> sent = new ArrayList<>();

    private TruthWriter(SimulationSpec spec, Instant end, Path directory) {
        this.simulation = new Simulation(spec);
        this.spec = spec;
        this.end = end;
        this.files = new TruthFiles(directory);
    }

    /**
     * Simulates all days of the spec into the folder, which must be new or empty. A message without a recorded time gets the end of
     * the day it was sent on.
     *
     * @param progress is told the number of days done and of messages written so far
     * @throws WardflowException if the folder holds something, or cannot be written
     */
    public static Ledger write(SimulationSpec spec, Path directory, BiConsumer<Integer, Long> progress) {
        return write(spec, spec.end(), directory, writer -> {
            String departments = writer.simulation.departmentsCsv();
            writer.days((message, dayEnd) -> dayEnd, progress);
            writer.extract("departments", departments, spec.start());
            writer.extract("patients", writer.simulation.patientsCsv(), spec.end());
            writer.extract("doctors", writer.simulation.doctorsCsv(), spec.end());
        });
    }

    /**
     * Writes what was sent up to a time elsewhere, as {@link Truth#of} has it. A message without a recorded time gets the time of
     * its sending, and shares a file with those of that second alone.
     *
     * @param directory new or empty
     */
    public static Ledger writeSent(SimulationSpec spec, Instant until, Path directory) {
        return write(spec, until, directory, writer -> {
            String departments = writer.simulation.departmentsCsv();
            String doctors = writer.simulation.doctorsCsv();
            writer.days((message, dayEnd) -> message.logTime(), (day, messages) -> {});
            writer.extract("departments", departments, spec.start());
            writer.extract("doctors", doctors, spec.start());
        });
    }

    /** Fills the folder with files. */
    @FunctionalInterface
    private interface Content {
        void write(TruthWriter writer) throws IOException;
    }

    private static Ledger write(SimulationSpec spec, Instant end, Path directory, Content content) {
        requireEmpty(directory);
        try {
            TruthWriter writer = new TruthWriter(spec, end, directory);
            Files.createDirectories(directory.resolve("events"));
            Files.createDirectories(directory.resolve("truth"));
            content.write(writer);
            return writer.finish();
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private static WardflowException failed(Path directory, IOException e) {
        return new WardflowException(
                ErrorCode.DISK_FAILED,
                "The simulated data cannot be written to " + directory,
                e.getClass().getSimpleName(),
                "check the disk and its permissions, then remove the folder and try again",
                e);
    }

    /** Throws USAGE if there is something in the folder. */
    public static void requireEmpty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            // A file, or a folder that cannot be read: refused just the same.
        }
        throw new WardflowException(
                ErrorCode.USAGE,
                "The folder for the simulated data is not empty",
                directory.toString(),
                "name a new one");
    }

    /** The messages of each day, those without a recorded time by the one that they get. */
    private void days(BiFunction<SentMessage, Instant, Instant> recordedAt, BiConsumer<Integer, Long> progress)
            throws IOException {
        long messages = 0;
        Instant dayEnd = spec.start();
        try (OutputStream department = open("events/department.ndjson")) {
            for (int day = 1; dayEnd.isBefore(end); day++) {
                Instant next = dayEnd.plus(DAY).isAfter(end) ? end : dayEnd.plus(DAY);
                dayEnd = next;
                List<SentMessage> ofDay = simulation.advanceTo(next);
                Map<Boolean, List<SentMessage>> flow = ofDay.stream()
                        .filter(message -> message.topic() == Topic.PATIENT_FLOW)
                        .collect(Collectors.partitioningBy(SentMessage::stamped));
                String number = String.format(Locale.ROOT, "%04d", day);
                writeFlow("events/patient-flow-" + number, flow.getOrDefault(true, List.of()), next);
                Map<Instant, List<SentMessage>> unstamped = flow.getOrDefault(false, List.of()).stream()
                        .collect(Collectors.groupingBy(
                                message -> recordedAt.apply(message, next), TreeMap::new, Collectors.toList()));
                for (Map.Entry<Instant, List<SentMessage>> one : unstamped.entrySet()) {
                    String second = one.getKey().equals(next) ? "" : "-" + SECOND.format(one.getKey());
                    writeFlow("events/unstamped-" + number + second, one.getValue(), one.getKey());
                }
                for (SentMessage message : ofDay) {
                    if (message.topic() == Topic.DEPARTMENT) {
                        line(department, message.payload());
                    }
                }
                messages += ofDay.size();
                progress.accept(day, messages);
            }
        }
    }

    private void writeFlow(String name, List<SentMessage> messages, Instant recordedAt) throws IOException {
        if (messages.isEmpty()) {
            return;
        }
        try (OutputStream out = open(name + ".ndjson")) {
            for (SentMessage message : messages) {
                line(out, message.payload());
            }
        }
        sent.add(new Sent(name + ".ndjson", Topic.PATIENT_FLOW.id(), recordedAt));
    }

    private void extract(String source, String csv, Instant recordedAt) throws IOException {
        Files.writeString(files.directory().resolve(source + ".csv"), csv);
        sent.add(new Sent(source + ".csv", source, recordedAt));
    }

    private Ledger finish() throws IOException {
        String department = "events/department.ndjson";
        if (Files.size(files.directory().resolve(department)) > 0) {
            sent.add(new Sent(department, Topic.DEPARTMENT.id(), end));
        }
        Ledger ledger = simulation.ledger();
        writeTruth(ledger);
        writeScript();
        return ledger;
    }

    private OutputStream open(String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(files.directory().resolve(name)));
    }

    private static void line(OutputStream out, byte[] payload) throws IOException {
        out.write(payload);
        out.write('\n');
    }

    private void writeTruth(Ledger ledger) throws IOException {
        ObjectNode head = JSON.createObjectNode()
                .put("hospitals", spec.hospitals())
                .put("days", spec.days())
                .put("seed", spec.seed())
                .put("start", spec.start().toString());
        ObjectNode rates = head.putObject("dirt");
        new TreeMap<>(spec.dirt().rates()).forEach((rule, rate) -> rates.put(rule.id(), rate));
        if (!spec.incidents().isEmpty()) {
            ArrayNode incidents = head.putArray("incidents");
            spec.incidents()
                    .forEach(incident -> incidents
                            .addObject()
                            .put("kind", incident.kind().id())
                            .put("from", incident.from().toString()));
        }
        if (!end.equals(spec.end())) {
            head.put("end", end.toString());
        }
        Files.writeString(files.spec(), head.toPrettyString() + "\n");
        Files.write(
                files.sent(),
                Stream.concat(
                                Stream.of("file,source,recorded_at"),
                                sent.stream().map(file -> file.name() + "," + file.source() + "," + file.recordedAt()))
                        .toList());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(files.visits()))) {
            for (WorldVisit visit : ledger.visits()) {
                line(out, JSON.writeValueAsBytes(json(visit)));
            }
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(files.beds()))) {
            for (WorldWard ward : ledger.wards()) {
                line(out, JSON.writeValueAsBytes(json(ward)));
            }
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(files.labels()))) {
            for (Label label : ledger.labels()) {
                line(out, JSON.writeValueAsBytes(json(label)));
            }
        }
    }

    private static ObjectNode json(WorldVisit visit) {
        ObjectNode node = JSON.createObjectNode().put("encounter_id", visit.encounterId());
        ArrayNode merged = node.putArray("merged_ids");
        visit.mergedIds().forEach(merged::add);
        node.put("person", visit.person())
                .put("patient_id", visit.patientId())
                .put("arrival", visit.arrival().toString())
                .put("arrival_department", visit.arrivalDepartment())
                .put("admission", text(visit.admission()))
                .put("discharge", text(visit.discharge()))
                .put("cancelled", visit.cancelled())
                .put("unsettled", visit.unsettled());
        ArrayNode stays = node.putArray("stays");
        for (WorldVisit.Stay stay : visit.stays()) {
            stays.addObject()
                    .put("hospital_id", stay.hospitalId())
                    .put("department", stay.department())
                    .put("bed_id", stay.bedId())
                    .put("from", stay.from().toString())
                    .put("until", text(stay.until()));
        }
        return node;
    }

    private static ObjectNode json(WorldWard ward) {
        ObjectNode node =
                JSON.createObjectNode().put("hospital_id", ward.hospitalId()).put("department", ward.department());
        ArrayNode capacity = node.putArray("capacity");
        ward.capacity()
                .forEach(change -> capacity.addObject()
                        .put("from", change.from().toString())
                        .put("beds", change.beds())
                        .put("is_told", change.isTold()));
        ArrayNode beds = node.putArray("beds");
        for (WorldWard.Bed bed : ward.beds()) {
            ArrayNode turns = beds.addObject().put("bed_id", bed.bedId()).putArray("turns");
            bed.turns()
                    .forEach(turn -> turns.addObject()
                            .put("from", turn.from().toString())
                            .put("condition", turn.condition().id())
                            .put("is_told", turn.isTold()));
        }
        return node;
    }

    private static ObjectNode json(Label label) {
        return JSON.createObjectNode()
                .put("rule", label.rule().id())
                .put("certainty", label.certainty().name().toLowerCase(Locale.ROOT))
                .put("subject", label.subject())
                .put("encounter_id", label.encounterId())
                .put("since", label.since().toString())
                .put("due_from", text(label.dueFrom()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** One command a recorded time: the default holds for all files of a command. */
    private void writeScript() throws IOException {
        StringBuilder script = new StringBuilder();
        script.append("#!/bin/sh\n")
                .append(
                        "# Brings this folder in and processes it. WARDFLOW is the command to use; arguments go to each call.\n")
                .append("set -e\n")
                .append("cd \"$(dirname \"$0\")\"\n")
                .append("wardflow=${WARDFLOW:-wardflow}\n");
        Map<String, List<Sent>> commands = sent.stream()
                .collect(Collectors.groupingBy(
                        file -> file.source() + " " + file.recordedAt(), TreeMap::new, Collectors.toList()));
        commands.values().forEach(command -> {
            Sent first = command.get(0);
            String names = command.stream().map(Sent::name).collect(Collectors.joining(" "));
            script.append("\"$wardflow\" ingest %s %s --recorded-at %s \"$@\"\n"
                    .formatted(first.source(), names, first.recordedAt()));
        });
        script.append("\"$wardflow\" run --until %s \"$@\"\n".formatted(end));
        Files.writeString(files.script(), script);
    }
}
