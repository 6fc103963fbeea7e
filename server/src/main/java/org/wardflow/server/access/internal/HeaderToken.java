package org.wardflow.server.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/** Takes the token against forgery from its header alone: a form of another site can send a parameter, and no header. */
final class HeaderToken extends CsrfTokenRequestAttributeHandler {
    HeaderToken() {
        // The cookie goes out with the first page, and not when something reads the token.
        setCsrfRequestAttributeName(null);
    }

    @Override
    public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
        return request.getHeader(token.getHeaderName());
    }
}
