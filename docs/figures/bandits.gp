# Draws bandits.svg and bandits.png from bandits.csv; run in this folder: gnuplot bandits.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,1000 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,1000 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'bandits.svg'; outputs[2] = 'bandits.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,2 rowsfirst title 'Bandits with five arms' font ',15'
  set title '10 pulls' font ',13'
  set xlabel ''
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'total reward'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xrange [-0.6:3.6]
  set xtics rotate by -20 ('random' 0, 'Thompson sampling' 1, 'UCB1' 2, 'ε-greedy' 3)
  plot 'bandits.csv' skip 1 using ($2+-0.175):(0):($2+-0.3325):($2+-0.017499999999999988):(0):3 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#0072B2' title 'here', \
    'bandits.csv' skip 1 using ($4+0.175):(0):($4+0.017499999999999988):($4+0.3325):(0):5 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#D55E00' title 'RL²'
  set title '100 pulls' font ',13'
  set xlabel ''
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'total reward'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xrange [-0.6:3.6]
  set xtics rotate by -20 ('random' 0, 'Thompson sampling' 1, 'UCB1' 2, 'ε-greedy' 3)
  plot 'bandits.csv' skip 1 using ($6+-0.175):(0):($6+-0.3325):($6+-0.017499999999999988):(0):7 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#0072B2' title 'here', \
    'bandits.csv' skip 1 using ($8+0.175):(0):($8+0.017499999999999988):($8+0.3325):(0):9 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#D55E00' title 'RL²'
  set title '500 pulls' font ',13'
  set xlabel ''
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'total reward'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xrange [-0.6:3.6]
  set xtics rotate by -20 ('random' 0, 'Thompson sampling' 1, 'UCB1' 2, 'ε-greedy' 3)
  plot 'bandits.csv' skip 1 using ($10+-0.175):(0):($10+-0.3325):($10+-0.017499999999999988):(0):11 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#0072B2' title 'here', \
    'bandits.csv' skip 1 using ($12+0.175):(0):($12+0.017499999999999988):($12+0.3325):(0):13 with boxxyerror fillstyle solid 0.75 noborder lc rgb '#D55E00' title 'RL²'
  set title 'Regret' font ',13'
  set xlabel 'pulls'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'mean regret'
  unset logscale y
  set format y '%h'
  set yrange [0.0:60.0]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'bandits.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'Thompson sampling', \
    'bandits.csv' skip 1 using 1:15 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'UCB1', \
    'bandits.csv' skip 1 using 1:16 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'ε-greedy', \
    'bandits.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#E69F00' title 'greedy'
  unset multiplot
  unset output
}
