/** What the running pipeline tells the web edge about itself. */
@NullMarked
package org.wardflow.server.feed;

import org.jspecify.annotations.NullMarked;
