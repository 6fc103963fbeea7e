package org.wardflow.server.internal;

import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.WebSources;
import org.wardflow.server.access.Grant;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.Sessions;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.api.OpenApi;
import org.wardflow.server.api.Raw;
import org.wardflow.server.audit.AuditDay;
import org.wardflow.server.data.Data;
import org.wardflow.server.feed.Freshness;
import org.wardflow.server.stream.Hub;
import org.wardflow.server.views.AuditEndpoints;
import org.wardflow.server.views.BoardEndpoints;
import org.wardflow.server.views.BoardReader;
import org.wardflow.server.views.DepartmentEndpoints;
import org.wardflow.server.views.KpiEndpoints;
import org.wardflow.server.views.Looks;
import org.wardflow.server.views.PipelineEndpoints;
import org.wardflow.server.views.QualityEndpoints;
import org.wardflow.server.views.QuarantineEndpoints;
import org.wardflow.server.views.SqlEndpoints;
import org.wardflow.server.views.VisitEndpoints;

/** What answers requests, made from where the data is. */
public final class Parts {
    private final Data data;
    private final Hub hub;
    private final Sessions sessions;
    private final LongSupplier published;
    private final Map<String, Grant> demoRoles;
    private final List<Endpoint> endpoints = new ArrayList<>();

    /** @param demoRoles that a visitor of a demonstration may switch to */
    public Parts(WebSources sources, Sessions sessions, Map<String, Grant> demoRoles, AuditDay audit, Clock clock) {
        this.sessions = sessions;
        this.demoRoles = demoRoles;
        published = sources.published();
        data = new Data(sources.warehouse(), sources.content(), sources.now());
        Looks looks = new Looks();
        Freshness freshness = new Freshness(sources.feed(), sources.now(), clock);
        BoardEndpoints board = new BoardEndpoints(new BoardReader(data), freshness, clock, looks);
        hub = new Hub(
                board::picture,
                freshness::sign,
                sources.published(),
                clock,
                // Micros: no hub shows a million pictures a second, so the next process begins above all of them.
                clock.instant().toEpochMilli() * 1_000);
        endpoints.add(Endpoint.open("GET", "/me", "me", "Who you are, and what you may do.", this::me));
        endpoints.add(Endpoint.open(
                "GET",
                "/openapi.json",
                "openapi",
                "This document.",
                call -> Answer.json(OpenApi.document(List.copyOf(endpoints)))));
        endpoints.addAll(board.all());
        endpoints.add(Endpoint.reads(
                "/stream",
                "stream",
                Right.BOARD,
                "The board as server-sent events: snapshot, change, beat.",
                List.of(),
                this::stream));
        endpoints.addAll(new DepartmentEndpoints(data).all());
        endpoints.addAll(new KpiEndpoints(data, looks).all());
        endpoints.addAll(new VisitEndpoints(data).all());
        endpoints.addAll(new QualityEndpoints(data, freshness, sources.feed(), sources.reports()).all());
        endpoints.addAll(
                new PipelineEndpoints(data, freshness, sources.feed(), sources.lineage(), sources.reports()).all());
        endpoints.addAll(new SqlEndpoints(data).all());
        endpoints.addAll(new AuditEndpoints(audit, clock).all());
        endpoints.addAll(new QuarantineEndpoints(
                        data, sources.steward(), () -> sources.feed().get().manifest())
                .all());
    }

    /** All addresses. */
    public List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** The streams. */
    public Hub hub() {
        return hub;
    }

    /** Whether there is something to show. */
    public boolean isReady() {
        return data.isReady();
    }

    private Answer stream(Call call) {
        Visitor visitor = call.visitor();
        Raw raw = (request, response, noted) -> {
            HttpSession session = request.getSession(false);
            hub.open(
                    request,
                    response,
                    Sessions.one(call.person(), session),
                    Sessions.account(call.person()),
                    call.person().grant(),
                    () -> sessions.goesOn(visitor, session),
                    noted);
        };
        return new Answer("text/event-stream", raw, "all in scope, from this version on", 0, published.getAsLong());
    }

    private Answer me(Call call) {
        Person person = call.person();
        boolean demo = person.way() == Person.Way.DEMO;
        Map<String, Object> me = new LinkedHashMap<>();
        me.put("name", person.name());
        me.put("role", person.grant().role());
        me.put("scopes", person.grant().scopes());
        me.put(
                "rights",
                data.content().policy().rights(person.grant().role()).stream()
                        .sorted()
                        .toList());
        me.put("demo", demo);
        me.put("roles", demo ? demoRoles.keySet() : List.of());
        me.put(
                "about",
                Optional.ofNullable(data.content()
                                .policy()
                                .roles()
                                .get(person.grant().role()))
                        .map(role -> role.description())
                        .orElse(""));
        return Answer.json(me);
    }
}
