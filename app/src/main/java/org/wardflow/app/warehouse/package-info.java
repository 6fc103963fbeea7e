/** The warehouse of a home: where its PostgreSQL is, and publication beside the live thread. */
@NullMarked
package org.wardflow.app.warehouse;

import org.jspecify.annotations.NullMarked;
