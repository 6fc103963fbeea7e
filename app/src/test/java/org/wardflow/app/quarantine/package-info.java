@NullMarked
package org.wardflow.app.quarantine;

import org.jspecify.annotations.NullMarked;
