@NullMarked
package org.wardflow.app.verify;

import org.jspecify.annotations.NullMarked;
