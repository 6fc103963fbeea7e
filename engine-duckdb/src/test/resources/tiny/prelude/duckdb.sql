create macro twice(x) as x * 2;
