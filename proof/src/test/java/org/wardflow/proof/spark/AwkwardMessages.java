package org.wardflow.proof.spark;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.wardflow.proof.laws.Input;

/** Messages that a careless reader of JSON, of times or of text gets wrong, among others that tell of the same visits at the same instants. */
final class AwkwardMessages {
    private static final Instant RECORDED = Instant.parse("2026-03-10T00:00:00Z");

    /** Values of an attribute, as JSON. */
    private static final List<String> VALUES = List.of(
            "null",
            "\"\"",
            "\"   \"",
            "\" x \"",
            "\"\\tx\\t\"",
            "true",
            "0",
            "-0",
            "-0.0",
            "40",
            "40.0",
            "4e1",
            "4E+1",
            "1e-7",
            "0.0000001",
            "1E2",
            "1.50",
            "1.0",
            "1e21",
            "1e22",
            "5e-324",
            "1E400",
            "-1e400",
            "0.1000000000000000055511151231257827",
            "999999999.999999",
            "9999999999.9999999",
            "9007199254740993",
            "9007199254740993.0",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "123456789012345678901234567890",
            "999999999999999999",
            "2147483647",
            "99999999",
            "2147483648",
            "\"2147483648\"",
            "\"-0\"",
            "\"+1\"",
            "\"00040\"",
            "\"NaN\"",
            "\"1e2\"",
            "\"\\ud83d\\ude00\"",
            "\"😀é\"",
            "\"\\u00e9\"",
            "\"e\\u0301\"",
            "\"\\u0000\"",
            "\"\\u007f\\u2028\\u0085\"",
            "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
            "\"{\"",
            "\" [x\"",
            "\"\\u007bx\"",
            "\"a, }\"",
            "\": 1e5,\"",
            "[]",
            "{}",
            "[1.50, 1e-7, 1e-6, 1E21, 1E22, 5e-324, -0, -0.0, 1E400, 2e-3, 9007199254740993.0, 1.0E23]",
            "{\"b\": 1, \"a\": [null, true, \"\\ud83d\\ude00\\u0001\\u001f\\/\"], \"b\": 1e2}",
            "\"1.7976931348623157e308\"",
            "1.7976931348623157e308",
            '"' + "x".repeat(500) + '"',
            '"' + "x".repeat(501) + '"',
            "\"   " + "é".repeat(250) + "   \"",
            "\"" + "é".repeat(250) + "x\"",
            "1".repeat(501));

    /** Times, of which some are none. */
    private static final List<String> TIMES = List.of(
            "1900-01-01T00:00",
            "1900-01-01T00:00:00+14:00",
            "1899-12-31T23:59:59Z",
            "1918-10-27T01:30",
            "1942-02-09T02:30",
            "1974-01-06T02:30",
            "2199-12-31T23:59:59.999999",
            "2199-12-31T23:59:59.999999-14:00",
            "2200-01-01T00:00Z",
            "2100-02-29T00:00",
            "2096-02-29T00:00",
            "2100-11-07T01:30",
            "2026-03-08T02:30",
            "2026-03-08T01:59:59.999999",
            "2026-03-08T03:00",
            "2026-11-01T01:30",
            "2026-11-01T00:59:59.999999",
            "2026-11-01T02:00",
            "2026-11-01T01:30-05:00",
            "2026-11-01T01:30-06:00",
            "2026-03-02T24:00Z",
            "2026-03-02T23:59:60Z",
            "2026-03-02T10:00:00.1Z",
            "2026-03-02T10:00:00.1234567Z",
            "2026-03-02 10:00:00.000001Z",
            "2026-03-02t10:00z",
            "2026-03-02T10:00+14:59",
            "2026-03-02T10:00+15:00",
            "2026-03-02T10:00-00:00",
            "2026-03-02",
            "20260302T1000Z",
            "٢٠٢٦-03-02T10:00Z");

    /** Whole payloads, none of them blank: a file has no message on a blank line. */
    private static final List<String> PAYLOADS = List.of(
            "null",
            "7",
            "NaN",
            "[]",
            "{}",
            "{} ",
            "{}x",
            "{}{}",
            "{\"age\": 1,}",
            "{\"age\": NaN}",
            "{\"age\": -Infinity, \"event_id\": \"i\"}",
            "{\"age\": 01}",
            "{\"age\": +1}",
            "{\"age\": .5}",
            "{\"age\": 5.}",
            "{\"age\": 1e}",
            "{'age': 1}",
            "{age: 1}",
            "{1: 1e5}",
            "{\"age\": 1e5x}",
            "{\"age\": 1e5 \"gender\": 1}",
            "{\"age\": \"\\ud83d\"}",
            "{\"age\": \"\\udc00x\"}",
            "{\"age\": {\"x\": [\"\\ud83d\"]}}",
            "{\"\\ud83d\": 1}",
            "{\"age\": \"tab\there\"}",
            "{\"age\": \"\\x\"}",
            "{\"age\": /* c */ 1}",
            "\uFEFF{\"age\": 1}",
            "{\"age\": 1\u00A0}",
            "{\"\": 1, \"c d\": 2, \"c.d\": 3, \"$.c\": 4, \"c'd\": 5, \"~0/x\": 6, \"[0]\": 7, \"é\": 8, \"\uE000\": 9, \"😀\": 10}",
            "{\"x\": 1, \"x\": 2, \"event_id\": \"twice\", \"event_id\": \"other\", \"event_type\": \"UPDATE\"}",
            "{\"event\\u005fid\": \"escaped name\", \"event_type\": \"UPDATE\", \"zz\": \"\\u0000\"}",
            "{\"event_id\": \"spaces\", \"event_type\": \" UPDATE \"}");

    private static final List<String> PLACES =
            List.of("ICU", "icu", "İCU", "ıcu", " ER ", "\\u212acu", "Σurgery", "I.C.U.", "Emergency", "emergency");

    private static final List<String> ATTRIBUTES = List.of(
            "age",
            "sequence",
            "gender",
            "birth_date",
            "insurance",
            "bed_id",
            "disposition",
            "cancels_event_id",
            "colour",
            "event_id",
            "recorded_time",
            "patient_id");

    private final List<String> messages = new ArrayList<>(PAYLOADS);
    private final Random random;
    private int numbers;

    private AwkwardMessages(long seed) {
        this.random = new Random(seed);
    }

    /**
     * All of them, each awkward value in an attribute that chance picks, in an order that chance makes.
     *
     * @param rounds how often each value comes
     */
    static Input input(long seed, int rounds) {
        AwkwardMessages made = new AwkwardMessages(seed);
        for (int round = 0; round < rounds; round++) {
            VALUES.forEach(value -> made.visit(made.one(ATTRIBUTES), value));
            TIMES.forEach(time -> made.visit(made.one(List.of("event_time", "recorded_time")), quoted(time)));
            PLACES.forEach(place -> made.visit("department", quoted(place)));
        }
        Collections.shuffle(made.messages, made.random);
        List<byte[]> payloads = new ArrayList<>();
        made.messages.forEach(message -> payloads.add(message.getBytes(StandardCharsets.UTF_8)));
        payloads.add(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'});
        payloads.add(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'});
        return new Input(
                payloads,
                departments(),
                "MRN,Sex,age,DOB,payer,updated_at\nP1,İ,1e2,2100-02-29,,2026-03-08T02:30\nP2,FEMALE,-0,1900-01-01,😀,\n",
                RECORDED,
                RECORDED.minus(Duration.ofDays(9)),
                RECORDED.plus(Duration.ofDays(1)));
    }

    /** Readings of devices. */
    static List<byte[]> vitalSigns() {
        Stream<String> valid = VALUES.stream()
                .map(value ->
                        "{\"device_id\": \"D\", \"patient_id\": %s, \"event_time\": \"2026-03-02T10:00Z\", \"hospital_id\": 1, \"heart_rate\": %s, \"temperature\": %s}"
                                .formatted(value, value, value));
        // What is no JSON has no nested attribute either.
        return Stream.concat(valid, Stream.of("no json", "{\"patient_id\": [], \"temperature\": NaN}"))
                .map(message -> message.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> departments() {
        return VALUES.stream()
                .map(value ->
                        "{\"hospital_id\": 1, \"department\": \"ICU\", \"beds\": %s, \"valid_from\": %s, \"event_time\": \"2026-03-01T00:00Z\"}"
                                .formatted(value, value))
                .map(message -> message.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** One message of a visit, at one of few instants, of which one attribute is awkward. */
    private void visit(String attribute, String value) {
        List<String> pairs = new ArrayList<>(List.of(
                pair("event_id", quoted("e" + numbers++)),
                pair("event_type", quoted(one(List.of("ADMISSION", "ADMISSION", "TRANSFER", "DISCHARGE", "UPDATE")))),
                pair("event_time", quoted("2026-03-0%sT1%s:00Z".formatted(2 + random.nextInt(3), random.nextInt(3)))),
                pair("patient_id", quoted("P" + random.nextInt(4))),
                pair("encounter_id", quoted("V" + random.nextInt(12))),
                pair("hospital_id", one(Arrays.asList("1", "\"1\"", "5", "1.0"))),
                pair("department", quoted(one(List.of("ICU", "Emergency")))),
                pair("bed_id", quoted("B" + random.nextInt(3)))));
        pairs.removeIf(pair -> random.nextInt(20) == 0 && !pair.startsWith("\"event_id"));
        if (random.nextBoolean()) {
            pairs.removeIf(pair -> pair.startsWith(quoted(attribute)));
        }
        pairs.add(random.nextInt(pairs.size() + 1), pair(attribute, value));
        messages.add("{" + String.join(", ", pairs) + "}");
    }

    private static String pair(String name, String value) {
        return quoted(name) + ": " + value;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
