/** The settings of a home: what there is, what it is by default, and what {@code wardflow.yaml} makes of it. */
@NullMarked
package org.wardflow.app.settings;

import org.jspecify.annotations.NullMarked;
