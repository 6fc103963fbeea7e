/** The content: contracts, models, codes, KPIs, examples and prelude, built in and overlaid. */
@NullMarked
package org.wardflow.flow.content;

import org.jspecify.annotations.NullMarked;
