package org.wardflow.server.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An answer that writes itself, such as a stream. */
@FunctionalInterface
public interface Raw {
    /**
     * Writes the answer; a problem if it is refused.
     *
     * @param noted to be called before anything is shown, once nothing refuses it any more; if it fails, nothing is shown
     */
    void open(HttpServletRequest request, HttpServletResponse response, Runnable noted) throws IOException;
}
