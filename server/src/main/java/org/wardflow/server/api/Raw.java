package org.wardflow.server.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An answer that writes itself, such as a stream. */
@FunctionalInterface
public interface Raw {
    void open(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
