package org.wardflow.app.explain;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.ingest.PayloadStore;

/** Prints how one thing came to be. It shows patients' values: to whoever asked, on their own terminal. */
public final class Explanation {
    private static final String MESSAGES = """
            select b.source, b.source_offset, b.default_recorded_ts, b.payload_bytes, b.side_file, b.payload, b.payload_sha256
            from bronze.patient_flow b where b.payload_sha256 in (%s)
            order by b.default_recorded_ts, b.source, b.source_offset limit %s""";
    private static final String PARSED = """
            select m.form, m.copies, m.quarantine_rule, m.missing_fields, m.unreadable_times
            from silver.patient_flow_message m where m.payload_sha256 = '%s'""";
    private static final String REPAIRED = """
            select m.event_ts_sent, m.event_ts, m.department_sent, m.department, m.gender_sent, m.gender, m.age_sent, m.age
            from silver.patient_flow_message m where m.payload_sha256 = '%s'""";
    private static final List<String> REPAIRABLE = List.of("event time", "department", "gender", "age");
    private static final String EVENT_FINDINGS = """
            select f.rule_id, f.action from silver.event_finding f where f.payload_sha256 = '%1$s'
            union select d.rule_id, d.action from silver.delivery_finding d where d.payload_sha256 = '%1$s'
            union select v.rule_id, v.action from silver.visit_finding v where v.payload_sha256 = '%1$s'
            order by 1""";

    /** Messages of one thing that are shown. */
    private static final int MESSAGES_SHOWN = 200;

    private final Terminal terminal;
    private final Reader reader;
    private final PayloadStore payloads;

    /** Prints to the terminal's {@code out}. */
    public Explanation(Terminal terminal, Reader reader, PayloadStore payloads) {
        this.terminal = terminal;
        this.reader = reader;
        this.payloads = payloads;
    }

    /** Explains; false if nothing bears the id. */
    public boolean print(Subject subject, String id) {
        String literal = "'" + id.replace("'", "''") + "'";
        List<Message> messages = messages(subject.messages().replace(":id", literal));
        messages.forEach(this::print);
        if (messages.size() == MESSAGES_SHOWN) {
            line("(the first %s messages only)".formatted(MESSAGES_SHOWN));
        }
        boolean found = !messages.isEmpty();
        for (Subject.Section section : subject.sections()) {
            Records records = new Records("  ");
            reader.query(section.sql().replace(":id", literal), KnownAt.now(), records);
            if (!records.lines.isEmpty()) {
                found = true;
                line(section.title());
                records.lines.forEach(this::line);
                line("");
            }
        }
        return found;
    }

    private List<Message> messages(String digests) {
        List<Message> found = new ArrayList<>();
        reader.query(MESSAGES.formatted(digests, MESSAGES_SHOWN), KnownAt.now(), row -> found.add(new Message(row)));
        return found;
    }

    private void print(Message message) {
        line("Message " + message.text(6));
        line("  from %s, line %s, recorded %s by default, %s bytes"
                .formatted(message.text(0), Long.parseLong(message.text(1)) + 1, message.text(2), message.text(3)));
        line("  " + payload(message));
        Records parsed = new Records("  ");
        reader.query(PARSED.formatted(message.text(6)), KnownAt.now(), parsed);
        reader.query(EVENT_FINDINGS.formatted(message.text(6)), KnownAt.now(), parsed);
        parsed.lines.forEach(this::line);
        reader.query(REPAIRED.formatted(message.text(6)), KnownAt.now(), this::repairs);
        line("");
    }

    /** What was sent beside what is used, where the two differ. */
    private void repairs(List<@Nullable Object> values) {
        for (int i = 0; i < REPAIRABLE.size(); i++) {
            String sent = Cells.text(values.get(2 * i));
            String used = Cells.text(values.get(2 * i + 1));
            if (!sent.equals(used)) {
                line("  %s: sent %s, used %s"
                        .formatted(REPAIRABLE.get(i), orNothing(Cells.printable(sent)), orNothing(used)));
            }
        }
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? "nothing readable" : text;
    }

    private String payload(Message message) {
        if (message.values.get(5) instanceof byte[] bytes) {
            try {
                return Cells.printable(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (CharacterCodingException e) {
                return "not UTF-8; in hex " + Cells.text(bytes);
            }
        }
        return "in the side file " + payloads.path(message.text(4));
    }

    private void line(String text) {
        terminal.out().println(text);
        terminal.checkReader();
    }

    private record Message(List<@Nullable Object> values) {
        String text(int column) {
            return Cells.text(values.get(column));
        }
    }

    /** Rows, without what is null. */
    private static final class Records implements RowConsumer {
        private static final int LINE_WIDTH = 120;

        private final List<String> lines = new ArrayList<>();
        private final String indent;
        private List<String> names = List.of();

        Records(String indent) {
            this.indent = indent;
        }

        @Override
        public void columns(List<String> columnNames) {
            names = columnNames;
        }

        @Override
        public void row(List<@Nullable Object> values) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) != null) {
                    parts.add(names.get(i) + "=" + Cells.printable(Cells.text(values.get(i))));
                }
            }
            StringBuilder line = new StringBuilder(indent);
            for (String part : parts) {
                if (line.length() > indent.length() && line.length() + part.length() > LINE_WIDTH) {
                    lines.add(line.toString().stripTrailing());
                    line = new StringBuilder(indent + "    ");
                }
                line.append(part).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
    }
}
