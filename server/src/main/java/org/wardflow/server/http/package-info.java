/** What the web edge says and reads: JSON, problems, limits. */
@NullMarked
package org.wardflow.server.http;

import org.jspecify.annotations.NullMarked;
