package org.wardflow.server.api;

import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.access.Person;
import org.wardflow.server.access.SessionName;
import org.wardflow.server.access.Visitor;
import org.wardflow.server.audit.Asked;
import org.wardflow.server.audit.AuditEntry;
import org.wardflow.server.audit.AuditLog;
import org.wardflow.server.http.Problem;

/** Routes requests to endpoints, notes them in the audit, and turns failures into problems. */
public final class Router {
    private static final Logger LOG = Logger.getLogger(Router.class.getName());
    private static final Problem FAILED =
            Problem.of(500, "This did not work", "Try again; the log of the server says more.");
    private static final Problem UNKNOWN =
            Problem.of(404, "There is nothing at this address", "GET /api/v1/openapi.json lists what there is.");

    private final AuditLog audit;

    /** With the audit that calls are noted in. */
    public Router(AuditLog audit) {
        this.audit = audit;
    }

    /** The routes of the endpoints; anything else is a problem, so these go last. */
    public RouterFunction<ServerResponse> routes(List<Endpoint> endpoints) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        for (Endpoint endpoint : endpoints) {
            routes.route(
                    RequestPredicates.method(HttpMethod.valueOf(endpoint.method()))
                            .and(RequestPredicates.path(endpoint.path())),
                    request -> answer(endpoint, request));
        }
        // Spring would write an address that nobody answers into the log, whatever it holds.
        routes.route(RequestPredicates.path("/**"), request -> problem(UNKNOWN));
        return routes.build();
    }

    private ServerResponse answer(Endpoint endpoint, ServerRequest request) {
        Visitor visitor = request.principal()
                .filter(Visitor.class::isInstance)
                .map(Visitor.class::cast)
                .orElseThrow(() -> new IllegalStateException("an address without a gate"));
        Call call = new Call(request, visitor);
        try {
            Answer answer = endpoint.handler().handle(call);
            String object = Asked.at(answer.object(), Asked.asOf(request.servletRequest()));
            Runnable noted = () -> note(endpoint, call, object, "ok", answer.rows(), answer.version());
            if (answer.body() instanceof Raw raw) {
                return new RawResponse(raw, noted, () -> note(endpoint, call, object, "failed", 0, 0));
            }
            noted.run();
            ServerResponse.BodyBuilder response = ServerResponse.ok()
                    .contentType(MediaType.parseMediaType(answer.type()))
                    .header("Cache-Control", "no-store");
            answer.file()
                    .ifPresent(name -> response.header("Content-Disposition", "attachment; filename=\"" + name + "\""));
            return response.body(answer.body());
        } catch (Problem.Refused e) {
            note(endpoint, call, call.asked(), "failed", 0, 0);
            return problem(e.problem());
        } catch (WardflowException e) {
            note(endpoint, call, call.asked(), "failed", 0, 0);
            // Its cause may quote a row: that goes into no log.
            LOG.warning(() -> endpoint.id() + " failed: " + e.getMessage());
            return problem(Problem.of(422, e.what(), detail(visitor, e)));
        } catch (Exception | Error e) {
            // An answer that the heap has no room for is one that somebody asked for, too.
            LOG.log(Level.WARNING, endpoint.id() + " failed", e);
            note(endpoint, call, call.asked(), "failed", 0, 0);
            return problem(FAILED);
        }
    }

    /** Names of hosts, logins and files, and what to do on the server, are for those who mend it. */
    private static String detail(Visitor visitor, WardflowException problem) {
        boolean mends = visitor.getAuthorities().stream()
                .anyMatch(right -> Right.PIPELINE.name().equals(right.getAuthority()));
        return mends
                ? problem.found() + ". " + problem.fix()
                : problem.code() + ". The log of the server says more: tell whoever runs it.";
    }

    private static ServerResponse problem(Problem problem) {
        return ServerResponse.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header("Cache-Control", "no-store")
                .body(problem);
    }

    private void note(Endpoint endpoint, Call call, String object, String outcome, long rows, long version) {
        if (endpoint.audited()) {
            Person person = call.person();
            HttpSession session = call.request().servletRequest().getSession(false);
            audit.append(new AuditEntry(
                    person.name(),
                    person.grant().role(),
                    person.way().name(),
                    session == null ? "-" : SessionName.of(session.getId()),
                    endpoint.id(),
                    object,
                    Purpose.of(person.grant().role()),
                    outcome,
                    rows,
                    version));
        }
    }
}
