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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
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
import org.wardflow.simulator.truth.TruthFiles.Sent;

/**
 * Writes a whole simulation into a folder: the messages of each day, the extracts, the ledger of the truth, and
 * {@code ingest.sh}, which says how to bring them in. Messages without a recorded time of their own lie in files of their own:
 * theirs is the end of the day they were sent on.
 */
public final class TruthWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TruthFiles files;
    private final List<Sent> sent = new ArrayList<>();

    private TruthWriter(Path directory) {
        this.files = new TruthFiles(directory);
    }

    /**
     * Simulates all days of the spec into the folder, which must be new or empty.
     *
     * @param progress is told the number of days done and of messages written so far
     * @throws WardflowException if the folder holds something, or cannot be written
     */
    public static Ledger write(SimulationSpec spec, Path directory, BiConsumer<Integer, Long> progress) {
        requireEmpty(directory);
        try {
            return new TruthWriter(directory).write(new Simulation(spec), progress);
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "The simulated data cannot be written to " + directory,
                    e.getClass().getSimpleName(),
                    "check the disk and its permissions, then remove the folder and try again",
                    e);
        }
    }

    private static void requireEmpty(Path directory) {
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

    private Ledger write(Simulation simulation, BiConsumer<Integer, Long> progress) throws IOException {
        SimulationSpec spec = simulation.spec();
        Files.createDirectories(files.directory().resolve("events"));
        Files.createDirectories(files.directory().resolve("truth"));
        write("departments.csv", simulation.departmentsCsv());
        long messages = 0;
        try (OutputStream department = open("events/department.ndjson")) {
            for (int day = 1; day <= spec.days(); day++) {
                Instant dayEnd = spec.start().plus(Duration.ofDays(day));
                List<SentMessage> ofDay = simulation.advanceTo(dayEnd);
                String number = String.format(Locale.ROOT, "%04d", day);
                writeDay("events/patient-flow-" + number + ".ndjson", true, ofDay, dayEnd);
                writeDay("events/unstamped-" + number + ".ndjson", false, ofDay, dayEnd);
                for (SentMessage message : ofDay) {
                    if (message.topic() == Topic.DEPARTMENT) {
                        line(department, message.payload());
                    }
                }
                messages += ofDay.size();
                progress.accept(day, messages);
            }
        }
        write("patients.csv", simulation.patientsCsv());
        write("doctors.csv", simulation.doctorsCsv());
        sent.add(new Sent("departments.csv", "departments", spec.start()));
        sent.add(new Sent("patients.csv", "patients", spec.end()));
        sent.add(new Sent("doctors.csv", "doctors", spec.end()));
        sent.add(new Sent("events/department.ndjson", "department", spec.end()));
        Ledger ledger = simulation.ledger();
        writeTruth(spec, ledger);
        writeScript(spec);
        return ledger;
    }

    private void writeDay(String name, boolean stamped, List<SentMessage> messages, Instant dayEnd) throws IOException {
        List<SentMessage> own = messages.stream()
                .filter(message -> message.topic() == Topic.PATIENT_FLOW && message.stamped() == stamped)
                .toList();
        if (own.isEmpty()) {
            return;
        }
        try (OutputStream out = open(name)) {
            for (SentMessage message : own) {
                line(out, message.payload());
            }
        }
        sent.add(new Sent(name, Topic.PATIENT_FLOW.id(), dayEnd));
    }

    private OutputStream open(String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(files.directory().resolve(name)));
    }

    private static void line(OutputStream out, byte[] payload) throws IOException {
        out.write(payload);
        out.write('\n');
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(files.directory().resolve(name), text);
    }

    private void writeTruth(SimulationSpec spec, Ledger ledger) throws IOException {
        ObjectNode head = JSON.createObjectNode()
                .put("hospitals", spec.hospitals())
                .put("days", spec.days())
                .put("seed", spec.seed())
                .put("start", spec.start().toString());
        ObjectNode rates = head.putObject("dirt");
        new TreeMap<>(spec.dirt().rates()).forEach((rule, rate) -> rates.put(rule.id(), rate));
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
        node.put("patient_id", visit.patientId())
                .put("arrival", visit.arrival().toString())
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
    private void writeScript(SimulationSpec spec) throws IOException {
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
        script.append("\"$wardflow\" run --until %s \"$@\"\n".formatted(spec.end()));
        Files.writeString(files.script(), script);
    }
}
