package org.wardflow.server.internal;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.wardflow.server.http.Json;
import org.wardflow.server.http.Problem;

/** Refusals that no route has answered, as problem details (RFC 9457) instead of Tomcat's page. */
public final class ProblemValve extends ErrorReportValve {
    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        super.invoke(request, response);
        // What is left of a body that nobody wanted would be waited for, with a thread.
        if (!request.isAsync() && !request.getCoyoteRequest().isFinished()) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem = Problem.of(
                status.value(),
                status.getReasonPhrase(),
                "Nothing here answers such a request; the API lies at /api/v1");
        response.setContentType(Problem.TYPE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        // The firewall refuses before the filter that gives all other answers theirs.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        try (PrintWriter writer = response.getReporter()) {
            if (writer != null) {
                writer.write(new String(Json.bytes(problem), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Whoever asked has gone.
        }
    }
}
