package org.wardflow.server.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;
import org.wardflow.server.http.Problem;

/** Hands the servlet's own request and response to an answer that writes itself. */
final class RawResponse implements ServerResponse {
    private final Raw raw;
    private final Runnable noted;
    private final Runnable refused;

    /**
     * @param noted notes that it is shown
     * @param refused notes that it is not
     */
    RawResponse(Raw raw, Runnable noted, Runnable refused) {
        this.raw = raw;
        this.noted = noted;
        this.refused = refused;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatus.OK;
    }

    @Override
    public HttpHeaders headers() {
        return new HttpHeaders();
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        try {
            raw.open(request, response, noted);
        } catch (Problem.Refused e) {
            refused.run();
            e.problem().writeTo(response);
        }
        return null;
    }
}
