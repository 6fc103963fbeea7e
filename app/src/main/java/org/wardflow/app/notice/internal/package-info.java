/** What becomes a message, how it is kept until it is delivered, and the ways to deliver it. */
@NullMarked
package org.wardflow.app.notice.internal;

import org.jspecify.annotations.NullMarked;
