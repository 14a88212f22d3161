# Draws deep-sea.svg and deep-sea.png from deep-sea.csv; run in this folder: gnuplot deep-sea.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 900,600 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 900,600 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'deep-sea.svg'; outputs[2] = 'deep-sea.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set title 'The deep sea' font ',15'
  set xlabel 'N'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'episodes until solved'
  unset logscale y
  set format y '%h'
  set yrange [0.0:1050.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 1000.0 with lines lw 1.5 dt 2 lc rgb '#606060' title 'not solved', \
    'deep-sea.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'bootstrapped, with priors', \
    'deep-sea.csv' skip 1 using 1:3 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'bootstrapped', \
    'deep-sea.csv' skip 1 using 1:4 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'ε-greedy'
  unset output
}
