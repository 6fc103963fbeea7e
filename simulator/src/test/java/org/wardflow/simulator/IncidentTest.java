package org.wardflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wardflow.simulator.Incident.Kind;

class IncidentTest {
    private static final Instant START = SimulationSpec.DEFAULT_START;
    private static final Instant BEGIN = START.plus(Duration.ofDays(2)).plusSeconds(15 * 3_600 + 12 * 60 + 34);
    private static final String OWN = "\"hospital_id\":\"" + Incident.HOSPITAL + "\"";

    private static SimulationSpec spec(Dirt dirt) {
        return new SimulationSpec(7, 4, 42, START, dirt);
    }

    private static List<String> sent(SimulationSpec spec, Instant until) {
        List<String> sent = new ArrayList<>();
        new Simulation(spec)
                .advanceTo(until)
                .forEach(message -> sent.add(message.logTime() + " " + message.labels() + " " + text(message)));
        return sent;
    }

    private static List<SentMessage> messages(SimulationSpec spec) {
        return new Simulation(spec).advanceTo(spec.end());
    }

    private static String text(SentMessage message) {
        return new String(message.payload(), StandardCharsets.ISO_8859_1);
    }

    private static boolean isWithin(SentMessage message, Incident incident) {
        return !message.logTime().isBefore(incident.from()) && message.logTime().isBefore(incident.until());
    }

    @ParameterizedTest
    @EnumSource
    void anIncidentChangesNothingBeforeItBegins(Kind kind) {
        SimulationSpec before = spec(Dirt.standard());
        SimulationSpec with = before.with(new Incident(kind, BEGIN));
        Instant justBefore = BEGIN.minusSeconds(1);
        assertThat(sent(with, justBefore)).hasSizeGreaterThan(3_000).isEqualTo(sent(before, justBefore));
        assertThat(sent(with, with.end())).isNotEqualTo(sent(before, with.end()));
    }

    /** As the demo does that is stopped while an incident lasts and started again with another. */
    @ParameterizedTest
    @EnumSource
    void anIncidentThatIsAddedLaterLeavesThePastAsItWas(Kind kind) {
        SimulationSpec first = spec(Dirt.standard()).with(new Incident(Kind.SURGE, BEGIN));
        Instant stopped = BEGIN.plusSeconds(2 * 3_600 + 17);
        SimulationSpec second = first.with(new Incident(kind, stopped.plusSeconds(1)));
        assertThat(sent(second, stopped)).isEqualTo(sent(first, stopped));
    }

    @Test
    void aSurgeMultipliesTheArrivalsOfOneHospital() {
        Incident surge = new Incident(Kind.SURGE, BEGIN);
        SimulationSpec spec = spec(Dirt.none());
        long ordinary = arrivals(spec, surge);
        assertThat(arrivals(spec.with(surge), surge)).isGreaterThan(4 * ordinary);
    }

    private static long arrivals(SimulationSpec spec, Incident during) {
        return messages(spec).stream()
                .filter(message -> isWithin(message, during))
                .filter(message ->
                        text(message).contains("\"REGISTER\"") && text(message).contains(OWN))
                .count();
    }

    @Test
    void inAnOutageOneHospitalIsSilentAndThenAllOfItComes() {
        Incident outage = new Incident(Kind.OUTAGE, BEGIN);
        // Copies are sent later than what they are copies of: they must not get through either.
        SimulationSpec spec = spec(new Dirt(Map.of(Rule.EXACT_DUPLICATE, 0.5)));
        assertThat(messages(spec)).anyMatch(message -> isWithin(message, outage) && isOwn(message));
        List<SentMessage> sent = messages(spec.with(outage));
        assertThat(sent).noneMatch(message -> isWithin(message, outage) && isOwn(message));
        assertThat(sent).anyMatch(message -> isWithin(message, outage) && !isOwn(message));
        assertThat(sent.stream()
                        .filter(message -> !message.logTime().isBefore(outage.until())
                                && message.logTime().isBefore(outage.until().plusSeconds(240))
                                && isOwn(message))
                        .count())
                .isGreaterThan(30);

        SimulationSpec clean = spec(Dirt.none());
        Instant later = clean.end().plus(Duration.ofDays(1));
        assertThat(new Simulation(clean.with(outage))
                        .advanceTo(later).stream().map(IncidentTest::text).toList())
                .containsAll(messages(clean).stream().map(IncidentTest::text).toList());
    }

    /** By the hospital's own numbering, since dirt may have changed the attribute. */
    private static boolean isOwn(SentMessage message) {
        return message.topic() == SentMessage.Topic.PATIENT_FLOW
                && (text(message).contains("\"event_id\":\"M1-")
                        || text(message).contains("\"event_id\":\"D1-"));
    }

    @Test
    void dirtIsMuchMoreLikelyWhileItLastsAndIsLabelled() {
        Incident dirt = new Incident(Kind.DIRT, BEGIN);
        SimulationSpec spec = spec(Dirt.standard());
        assertThat(labels(spec.with(dirt), dirt)).isGreaterThan(10 * labels(spec, dirt));
        assertThat(labels(spec(Dirt.none()).with(dirt), dirt)).isZero();
    }

    private static long labels(SimulationSpec spec, Incident during) {
        return messages(spec).stream()
                .filter(message -> isWithin(message, during))
                .mapToLong(message -> message.labels().size())
                .sum();
    }

    @Test
    void aChangedSchemaHasAnAttributeMoreAndAnotherSpellingThatIsLabelled() {
        Incident schema = new Incident(Kind.SCHEMA, BEGIN);
        SimulationSpec spec = spec(Dirt.none());
        assertThat(messages(spec)).noneMatch(message -> text(message).contains("sending_system"));
        List<SentMessage> changed = messages(spec.with(schema)).stream()
                .filter(message -> text(message).contains("\"sending_system\":\"2.0\""))
                .toList();
        assertThat(changed).hasSizeGreaterThan(300).allMatch(IncidentTest::isOwn);
        assertThat(changed).allSatisfy(message -> {
            boolean placed = text(message).contains("\"department\":\"");
            assertThat(placed && !text(message).matches(".*\"department\":\"(ICU|[A-Z]+)\".*"))
                    .isFalse();
            boolean respelt = placed && !text(message).contains("\"department\":\"ICU\"");
            assertThat(message.labels().stream().map(Label::rule))
                    .isEqualTo(respelt ? List.of(Rule.DEPARTMENT_SPELLING) : List.of());
        });
    }

    @Test
    void anIncidentNeitherBeginsBeforeTheSimulationNorWithinASecond() {
        assertThatThrownBy(() -> spec(Dirt.none()).with(new Incident(Kind.SURGE, START.minusSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Incident(Kind.SURGE, START.plusMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
