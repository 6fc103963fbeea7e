/** Models and KPIs looked at before they meet real rows: whoever writes one sees whether it does what its examples say. */
@NullMarked
package org.wardflow.app.content;

import org.jspecify.annotations.NullMarked;
