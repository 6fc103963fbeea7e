/** The pages in the running process. */
@NullMarked
package org.wardflow.app.web;

import org.jspecify.annotations.NullMarked;
