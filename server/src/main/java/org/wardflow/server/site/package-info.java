/** The pages: static files, loaded once, named by their content. */
@NullMarked
package org.wardflow.server.site;

import org.jspecify.annotations.NullMarked;
