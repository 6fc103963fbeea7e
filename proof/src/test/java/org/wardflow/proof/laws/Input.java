package org.wardflow.proof.laws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardflow.simulator.gold.Aliases;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.gold.Extract;

/**
 * Everything that a lake is given in one trial.
 *
 * @param recordedAt of what does not say so itself
 * @param from before the first tick
 * @param until the last tick
 */
public record Input(
        List<byte[]> patientFlow,
        List<byte[]> departments,
        String patients,
        Instant recordedAt,
        Instant from,
        Instant until) {

    /** Messages of {@link RandomEvents}, and ticks from before the first to some days after the last. */
    public static Input random(long seed, int messages) {
        return of(new RandomEvents(seed), messages);
    }

    /** The same, some of them up to 400 days late. */
    static Input late(long seed, int messages) {
        return of(new RandomEvents(seed, true), messages);
    }

    private static Input of(RandomEvents events, int messages) {
        return new Input(
                events.patientFlow(messages),
                events.departments(12),
                events.patients(8),
                RandomEvents.START.plus(Duration.ofDays(3)),
                RandomEvents.START.minus(Duration.ofHours(2)),
                RandomEvents.START.plus(Duration.ofDays(14)));
    }

    /** What docs/semantics.md demands, by the simulator's derivation, which shares no code with the models. */
    public Map<String, ExpectedTable> expectedGold() {
        return expectedGold(List.of());
    }

    /** The same, where devices send readings too. */
    public Map<String, ExpectedTable> expectedGold(List<byte[]> vitalSigns) {
        return ExpectedGold.derive(new ExpectedGold.Input(
                        deliveries(patientFlow),
                        deliveries(departments),
                        deliveries(vitalSigns),
                        List.of(),
                        List.of(extract()),
                        List.of(),
                        Codes.ofCsv(Input::code),
                        Aliases.NONE,
                        ticks(),
                        Set.of(),
                        ExpectedGold.PAYLOAD_BYTES_MAX))
                .tables();
    }

    private List<Delivery> deliveries(List<byte[]> payloads) {
        return payloads.stream()
                .map(payload -> new Delivery(payload, recordedAt))
                .toList();
    }

    /** The rows as they are sent, read by the names that the header's aliases stand for. */
    private Extract extract() {
        String header = patients.substring(0, patients.indexOf('\n'));
        String canonical = "patient_id,gender,age,birth_date,insurance,updated_at";
        Extract read = Extract.ofCsv(canonical + patients.substring(header.length()), recordedAt);
        return new Extract(
                read.rows().stream()
                        .map(row -> new Extract.Row(header + row.payload().substring(canonical.length()), row.cells()))
                        .toList(),
                recordedAt);
    }

    private SortedSet<Instant> ticks() {
        SortedSet<Instant> ticks = new TreeSet<>();
        for (Instant tick = from.plus(Duration.ofHours(1));
                !tick.isAfter(until);
                tick = tick.plus(Duration.ofHours(1))) {
            ticks.add(tick);
        }
        return ticks;
    }

    private static String code(String name) {
        String path = "wardflow/codes/" + name + ".csv";
        try (InputStream text =
                Objects.requireNonNull(Input.class.getClassLoader()).getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(text, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
