@NullMarked
package org.wardflow.app.warehouse;

import org.jspecify.annotations.NullMarked;
