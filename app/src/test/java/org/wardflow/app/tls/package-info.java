@NullMarked
package org.wardflow.app.tls;

import org.jspecify.annotations.NullMarked;
