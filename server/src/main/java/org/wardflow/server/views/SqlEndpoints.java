package org.wardflow.server.views;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.audit.Asked;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Rows;
import org.wardflow.server.http.Problem;

/** Own questions in SQL: one SELECT, in the rights of who asks, bounded in rows, bytes, cost, time and number. */
public final class SqlEndpoints {
    /** Rows of an answer. */
    public static final int ROWS_MAX = 1_000;

    /** Bytes of an answer, as PostgreSQL writes its rows; the heap is the pipeline's, too. */
    public static final int BYTES_MAX = 8 * 1024 * 1024;

    /** What a question may cost by PostgreSQL's estimate: some minutes on a small machine, so that none is refused that may end in time. */
    public static final double COST_MAX = 10_000_000;

    /** How long a question may take. */
    public static final Duration TIME_MAX = Duration.ofSeconds(10);

    /** Questions at once, of all users. */
    public static final int AT_ONCE = 2;

    /** What PostgreSQL calls a question that ran out of time. */
    private static final String CANCELED = "SQLSTATE 57014";

    /** What it calls one that no memory is left for. */
    private static final String NO_MEMORY = "SQLSTATE 53200";

    static final String TOO_LONG =
            "It was ended after " + TIME_MAX.toSeconds() + " seconds: ask for fewer rows, or of a shorter time.";

    private static final Set<String> KPIS = Set.of("kpi", "kpi_whole");

    private final Data data;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** Over some data. */
    public SqlEndpoints(Data data) {
        this.data = data;
    }

    /** A question. */
    record Question(String sql, @Nullable String asOf) {}

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(new Endpoint(
                "POST",
                Endpoint.ROOT + "/sql",
                "sql",
                Optional.of(Right.SQL),
                "One SELECT over gold, silver and kpi: {\"sql\": …, \"asOf\": …}; at most 1,000 rows, 8 MiB, an estimated cost of 10,000,000 and 10 seconds."
                        + " asOf moves kpi alone; \"moved\" is false where rows may be those known today.",
                List.of(),
                true,
                this::ask));
    }

    private Answer ask(Call call) {
        Question question = call.body(Question.class);
        String sql = question.sql() == null ? "" : question.sql().strip();
        if (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).strip();
        }
        Optional<Instant> asOf = Optional.ofNullable(question.asOf()).map(SqlEndpoints::instant);
        // The text may hold a patient's id, and the audit must not.
        String object = Asked.at("question " + Sha256.of(sql), asOf);
        call.asks(object);
        if (sql.isEmpty() || sql.indexOf(';') >= 0) {
            throw new Problem.Refused(
                    Problem.of(422, "This is not one SELECT", "Ask one question, without semicolons."));
        }
        return answer(call, sql, asOf, object);
    }

    private Answer answer(Call call, String sql, Optional<Instant> asOf, String object) {
        if (!turns.tryAcquire()) {
            throw new Problem.Refused(Problem.of(429, "Others are asking", "Try again in a few seconds."));
        }
        try {
            return data.read(call.person().grant(), asOf, reading -> {
                reading.limit(TIME_MAX);
                Rows rows = reading.answer(ROWS_MAX, BYTES_MAX, COST_MAX, sql);
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("asOf", reading.asOf());
                body.put("moved", isMoved(reading.schemasRead()));
                body.put("version", reading.version());
                body.put("columns", rows.columns());
                body.put("rows", Digits.kept(rows.rows()));
                body.put("cut", rows.cut());
                return Answer.rows(body, object, rows.rows().size(), reading.version());
            });
        } catch (WardflowException e) {
            throw new Problem.Refused(Problem.of(422, "PostgreSQL refuses this", message(e)));
        } finally {
            turns.release();
        }
    }

    /** Whether all rows are of the instant: KPIs look at it, tables have what is known today. */
    private static boolean isMoved(Set<String> read) {
        return !read.isEmpty() && KPIS.containsAll(read);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new Problem.Refused(Problem.of(400, "asOf is no instant", "write it as 2026-11-20T03:00:00Z"));
        }
    }

    /** Whether PostgreSQL ended a question that ran out of time. */
    static boolean isTooLong(WardflowException problem) {
        return problem.found().startsWith(CANCELED);
    }

    /** PostgreSQL's own words help whoever wrote the question; they go to nobody else and into no log. */
    private static String message(WardflowException problem) {
        if (isTooLong(problem)) {
            return TOO_LONG;
        }
        if (problem.found().startsWith(NO_MEMORY)) {
            return "It wants more memory than one question may have: ask for fewer rows, or shorter values.";
        }
        Throwable cause = problem.getCause();
        return cause == null || cause.getMessage() == null ? problem.found() : cause.getMessage();
    }
}
