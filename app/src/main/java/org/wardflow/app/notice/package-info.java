/** Tells the pipeline's owner, by webhook or mail, that something failed and that it recovered: once each, also across restarts. */
@NullMarked
package org.wardflow.app.notice;

import org.jspecify.annotations.NullMarked;
