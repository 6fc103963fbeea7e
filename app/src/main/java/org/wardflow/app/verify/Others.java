package org.wardflow.app.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.Aliases;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.truth.Truth;

/**
 * What bronze holds beside what the simulator sent: messages that somebody else sent, and copies of the simulator's that were sent
 * once more after a kill. Gold has to show them as well, so they are read back from bronze and expected too; so are readings of
 * devices, of which the simulator sends none. What it sent is not read back, but counted: it has to be in bronze.
 *
 * @param received whether all of that is in bronze, and no more than may be
 * @param messages payloads that the simulator never sent
 * @param copies of what it did send, beyond those that it sent
 * @param discarded SHA-256 of the messages that a steward discarded: gold has to do without them
 * @param truth with all of it
 */
record Others(Received received, long messages, long copies, Set<String> discarded, Truth truth) {
    private static final String FLOW = "bronze.patient_flow";
    private static final String DEPARTMENT = "bronze.department";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ENCOUNTERS =
            List.of("encounter_id", "surviving_encounter_id", "retired_encounter_id");
    private static final List<String> PATIENTS = List.of("patient_id", "surviving_patient_id", "retired_patient_id");

    Others {
        discarded = Set.copyOf(discarded);
    }

    /** Nobody else sent anything but readings of devices; what a steward discarded counts nonetheless. */
    static Others none(Workspace workspace, Truth sent) {
        Balance flow = Balance.of(workspace.reader(), FLOW, sent.patientFlow());
        Balance department = Balance.of(workspace.reader(), DEPARTMENT, sent.departmentTopic());
        return decided(
                workspace,
                sent,
                new Received(
                        flow.lost() + department.lost(),
                        flow.doubled()
                                + department.doubled()
                                + Balance.rows(flow.copies())
                                + Balance.rows(department.copies()),
                        Balance.rows(flow.foreign()) + Balance.rows(department.foreign())));
    }

    private static Others decided(Workspace workspace, Truth truth, Received received) {
        Set<String> discarded = discarded(workspace);
        List<Delivery> readings = readings(workspace);
        List<Label> labels = new ArrayList<>(truth.ledger().labels());
        if (!discarded.isEmpty()) {
            Aliases aliases = Verification.aliases(workspace.content());
            truth.patientFlow().forEach(message -> {
                if (discarded.contains(Sha256.of(message.payload()))) {
                    labels.addAll(labels(message, aliases));
                }
            });
        }
        return new Others(
                received,
                readings.size(),
                0,
                discarded,
                with(truth, labels, truth.patientFlow(), truth.departmentTopic(), readings));
    }

    private static Truth with(
            Truth truth,
            List<Label> labels,
            Iterable<Delivery> patientFlow,
            Iterable<Delivery> departmentTopic,
            Iterable<Delivery> vitalSigns) {
        return new Truth(
                truth.start(),
                truth.end(),
                new Ledger(truth.ledger().visits(), labels, truth.ledger().wards()),
                patientFlow,
                departmentTopic,
                vitalSigns,
                truth.departments(),
                truth.patients(),
                truth.doctors());
    }

    private static List<Delivery> readings(Workspace workspace) {
        List<Delivery> readings = new ArrayList<>();
        String all = "select payload, payload_sha256, default_recorded_ts from bronze.vital_sign";
        workspace.reader().query(all, KnownAt.now(), row -> {
            byte[] payload = row.get(0) instanceof byte[] bytes
                    ? bytes
                    : large(String.valueOf(row.get(1)), workspace.payloads());
            readings.add(new Delivery(payload, row.get(2) instanceof Instant instant ? instant : Instant.EPOCH));
        });
        return readings;
    }

    /** Of the decisions about a message the latest counts, at one instant the discard (docs/semantics.md, 2). */
    private static Set<String> discarded(Workspace workspace) {
        Map<String, Instant> latest = new HashMap<>();
        Set<String> discarded = new HashSet<>();
        String all = "select payload_sha256, decision, decided_ts from bronze.steward_decision";
        workspace.reader().query(all, KnownAt.now(), row -> {
            String sha256 = String.valueOf(row.get(0));
            boolean discard = "discard".equals(row.get(1));
            Instant at = row.get(2) instanceof Instant instant ? instant : Instant.EPOCH;
            Instant before = latest.getOrDefault(sha256, Instant.MIN);
            if (at.isAfter(before) || (at.equals(before) && discard)) {
                latest.put(sha256, at);
                boolean unused = discard ? discarded.add(sha256) : discarded.remove(sha256);
            }
        });
        return discarded;
    }

    /** Finds them, and adds them to a truth. */
    static Others of(Workspace workspace, Truth sent) {
        Surpluses flow = new Surpluses(workspace, FLOW, sent.patientFlow());
        Surpluses department = new Surpluses(workspace, DEPARTMENT, sent.departmentTopic());
        Others decided = decided(
                workspace,
                sent,
                new Received(
                        flow.balance.lost() + department.balance.lost(),
                        flow.balance.doubled() + department.balance.doubled(),
                        0));
        Truth truth = decided.truth();
        List<Label> labels = new ArrayList<>(truth.ledger().labels());
        Aliases aliases = Verification.aliases(workspace.content());
        flow.messages.forEach(message -> labels.addAll(labels(message, aliases)));
        flow.copies.forEach(copy -> labels.add(label(Rule.EXACT_DUPLICATE, Sha256.of(copy.payload()), null, copy)));
        department.messages.forEach(message -> Stream.of(Rule.ROW_WITHOUT_KEY, Rule.UNREADABLE_DEPARTMENT_FIELD)
                .forEach(rule -> labels.add(label(rule, Sha256.of(message.payload()), null, message))));
        return new Others(
                decided.received(),
                decided.messages() + flow.messages.size() + department.messages.size(),
                flow.copies.size() + department.copies.size(),
                decided.discarded(),
                with(
                        truth,
                        labels,
                        flow.with(truth.patientFlow()),
                        department.with(truth.departmentTopic()),
                        truth.vitalSigns()));
    }

    /** The surplus of one topic. */
    private static final class Surpluses {
        private final Balance balance;
        private final List<Delivery> messages = new ArrayList<>();
        private final List<Delivery> copies = new ArrayList<>();

        Surpluses(Workspace workspace, String table, Iterable<Delivery> sent) {
            Reader reader = workspace.reader();
            balance = Balance.of(reader, table, sent);
            Map<String, Long> wanted = new HashMap<>();
            balance.copies().forEach(copy -> wanted.put(copy.sha256(), copy.rows()));
            if (!wanted.isEmpty()) {
                for (Delivery delivery : sent) {
                    Long times = wanted.remove(Sha256.of(delivery.payload()));
                    if (times != null) {
                        copies.addAll(Collections.nCopies(times.intValue(), delivery));
                    }
                }
            }
            balance.foreign().forEach(surplus -> {
                byte[] payload = payload(reader, table, surplus.sha256(), workspace.payloads());
                for (long i = 0; i < surplus.rows(); i++) {
                    messages.add(new Delivery(payload, surplus.recordedAt()));
                }
            });
        }

        private static byte[] payload(Reader reader, String table, String sha256, PayloadStore payloads) {
            List<byte[]> found = new ArrayList<>();
            String one = "select payload from %s where payload_sha256 = '%s' limit 1".formatted(table, sha256);
            reader.query(one, KnownAt.now(), row -> {
                if (row.get(0) instanceof byte[] payload) {
                    found.add(payload);
                }
            });
            return found.isEmpty() ? large(sha256, payloads) : found.get(0);
        }

        Iterable<Delivery> with(Iterable<Delivery> sent) {
            return () -> Stream.of(sent, messages, copies)
                    .flatMap(part -> StreamSupport.stream(part.spliterator(), false))
                    .iterator();
        }
    }

    private static byte[] large(String sha256, PayloadStore payloads) {
        try {
            return Files.readAllBytes(payloads.path(sha256));
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "A large payload cannot be read",
                    payloads.path(sha256).toString(),
                    "restore the file, or verify a home that is whole",
                    e);
        }
    }

    /** Whatever a message of somebody else makes of the visits and patients that it names has a known reason. */
    private static List<Label> labels(Delivery message, Aliases aliases) {
        List<Label> labels = new ArrayList<>();
        JsonNode fields = fields(message, aliases);
        for (Rule rule : Rule.ofEvents()) {
            labels.add(label(rule, Sha256.of(message.payload()), null, message));
            for (String name : ENCOUNTERS) {
                String id = fields.path(name).asText("");
                if (!id.isEmpty()) {
                    labels.add(label(rule, id, id, message));
                }
            }
            for (String name : PATIENTS) {
                labels.add(label(rule, fields.path(name).asText(""), null, message));
            }
            String visit = Stream.of("hospital_id", "patient_id", "admission_time")
                    .map(fields::path)
                    .map(node -> node.asText(""))
                    .collect(Collectors.joining("|"));
            String encounterId = Sha256.of(visit.getBytes(StandardCharsets.UTF_8));
            labels.add(label(rule, encounterId, encounterId, message));
        }
        return labels;
    }

    /** What a message says, an aliased attribute under its own name too. */
    private static JsonNode fields(Delivery message, Aliases aliases) {
        try {
            JsonNode sent = JSON.readTree(message.payload());
            if (sent instanceof ObjectNode fields) {
                aliases.patientFlow().forEach((name, others) -> {
                    if (!fields.has(name)) {
                        others.stream()
                                .filter(fields::has)
                                .findFirst()
                                .ifPresent(other -> fields.set(name, fields.get(other)));
                    }
                });
            }
            return sent;
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }

    private static Label label(Rule rule, String subject, @Nullable String encounterId, Delivery message) {
        return new Label(rule, Label.Certainty.POSSIBLE, subject, encounterId, message.defaultRecordedAt(), null);
    }
}
