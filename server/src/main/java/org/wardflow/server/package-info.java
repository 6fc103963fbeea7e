/** The web edge: sign-in, REST, server-sent events, audit and the dashboard. */
@NullMarked
package org.wardflow.server;

import org.jspecify.annotations.NullMarked;
