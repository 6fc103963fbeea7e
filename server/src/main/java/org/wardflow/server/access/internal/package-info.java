/** Sign-in, sessions, headers and tokens, on Spring Security. */
@NullMarked
package org.wardflow.server.access.internal;

import org.jspecify.annotations.NullMarked;
