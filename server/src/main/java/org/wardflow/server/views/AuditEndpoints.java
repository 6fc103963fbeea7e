package org.wardflow.server.views;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.audit.AuditDay;
import org.wardflow.server.http.Problem;

/** Who saw what, for those who may know; a look at that is noted, too. */
public final class AuditEndpoints {
    private final AuditDay audit;
    private final Clock clock;

    /** Over an audit. */
    public AuditEndpoints(AuditDay audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(Endpoint.reads(
                "/audit",
                "audit",
                Right.AUDIT,
                "Who saw what on a day, oldest first, some at a time.",
                List.of(
                        new Endpoint.Parameter(
                                "day", "of the entries, as 2026-11-20, in UTC; today if it is not there"),
                        new Endpoint.Parameter("who", "the viewer's name; all if it is not there"),
                        new Endpoint.Parameter("after", "what an answer before gave as next")),
                this::read));
    }

    private Answer read(Call call) throws IOException {
        LocalDate day = call.text("day")
                .map(AuditEndpoints::day)
                .orElseGet(() -> LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Optional<String> who = call.text("who");
        String object = "day " + day + who.map(name -> ", who " + name).orElse("");
        call.asks(object);
        AuditDay.Page page = audit.read(day, who, call.number("after", 0, 0, Integer.MAX_VALUE));
        @Nullable Long next = page.next().isPresent() ? page.next().getAsLong() : null;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("day", day);
        body.put("entries", page.entries());
        body.put("next", next);
        return Answer.rows(body, object, page.entries().size(), 0);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new Problem.Refused(Problem.of(400, "The parameter day cannot be used", "Write it as 2026-11-20."));
        }
    }
}
