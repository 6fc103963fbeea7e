/** What the pages show: the board, KPIs, visits, quality, the pipeline, SQL. */
@NullMarked
package org.wardflow.server.views;

import org.jspecify.annotations.NullMarked;
